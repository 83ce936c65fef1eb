namespace NetInsight.Kernels.Operators.Regions;

/// <summary>The places of a range of results, row by row of the parts that they belong to.</summary>
internal struct RowSpanEnumerator(RegionBatch parts, int start, int end)
{
    private int _part = parts.IndexAt(start);
    private int _next = start;

    /// <summary>The stretch.</summary>
    public RowSpan Current { get; private set; }

    /// <summary>These, for a loop over them.</summary>
    public readonly RowSpanEnumerator GetEnumerator() => this;

    /// <summary>Goes on to the next stretch.</summary>
    public bool MoveNext()
    {
        if (_next >= end)
            return false;
        while (_next >= parts.OffsetOf(_part + 1))
            _part++;
        Region wanted = parts[_part].Output;
        int within = _next - parts.OffsetOf(_part), row = within / wanted.Width, column = within - row * wanted.Width;
        Current = new RowSpan(_part, _next, wanted.Top + row, wanted.Left + column, Math.Min(end - _next, wanted.Width - column));
        _next += Current.Count;
        return true;
    }
}
