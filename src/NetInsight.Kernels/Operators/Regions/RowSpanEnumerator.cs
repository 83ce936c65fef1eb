namespace NetInsight.Kernels.Operators.Regions;

/// <summary>The positions [start, end) of a batch's result, cut into rows of the regions that they belong to.</summary>
internal struct RowSpanEnumerator(RegionBatch regions, int start, int end)
{
    private int _index = regions.IndexAt(start);
    private int _next = start;

    /// <summary>The current span.</summary>
    public RowSpan Current { get; private set; }

    /// <summary>Itself, for foreach.</summary>
    public readonly RowSpanEnumerator GetEnumerator() => this;

    /// <summary>Moves to the next span.</summary>
    public bool MoveNext()
    {
        if (_next >= end)
            return false;
        while (_next >= regions.OffsetOf(_index + 1))
            _index++;
        Region output = regions[_index].Output;
        int within = _next - regions.OffsetOf(_index), row = within / output.Width, column = within - row * output.Width;
        Current = new RowSpan(_index, _next, output.Top + row, output.Left + column, Math.Min(end - _next, output.Width - column));
        _next += Current.Count;
        return true;
    }
}
