namespace NetInsight;

/// <summary>The places of a range of results, row by row of the parts that they belong to.</summary>
internal struct Stretches(MapParts parts, int start, int end)
{
    private int _part = parts.PartOf(start);
    private int _next = start;

    /// <summary>The stretch.</summary>
    public Stretch Current { get; private set; }

    /// <summary>These, for a loop over them.</summary>
    public readonly Stretches GetEnumerator() => this;

    /// <summary>Goes on to the next stretch.</summary>
    public bool MoveNext()
    {
        if (_next >= end)
            return false;
        while (_next >= parts.First(_part + 1))
            _part++;
        Area wanted = parts[_part].Wanted;
        int within = _next - parts.First(_part), row = within / wanted.Width, column = within - row * wanted.Width;
        Current = new Stretch(_part, _next, wanted.Top + row, wanted.Left + column, Math.Min(end - _next, wanted.Width - column));
        _next += Current.Count;
        return true;
    }
}
