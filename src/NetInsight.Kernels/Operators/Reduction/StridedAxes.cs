namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>
/// Some axes of a tensor, iterated in memory order: element i along them lies at OffsetOf(i) from the first. Axes that are contiguous in
/// memory are merged into one.
/// </summary>
internal sealed class StridedAxes
{
    private readonly int[] _extents, _strides;         // innermost first

    private StridedAxes(int[] extents, int[] strides)
    {
        _extents = extents;
        _strides = strides;
        Count = 1;
        foreach (int extent in extents)
            Count *= extent;
    }

    /// <summary>Number of elements along the axes; 1 where there are none.</summary>
    public int Count { get; }

    /// <summary>Extent and stride of the innermost axis.</summary>
    public (int Extent, int Stride) Innermost => _extents.Length > 0 ? (_extents[0], _strides[0]) : (1, 0);

    /// <summary>The axes of a shape whose mark equals <paramref name="selected"/>.</summary>
    public static StridedAxes Of(Shape shape, ReadOnlySpan<bool> marks, bool selected)
    {
        List<int> extents = [], strides = [];
        int stride = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            int extent = shape[axis];
            if (marks[axis] == selected && extent != 1)
            {
                if (extents.Count > 0 && strides[^1] * extents[^1] == stride)
                {
                    extents[^1] *= extent;
                }
                else
                {
                    extents.Add(extent);
                    strides.Add(stride);
                }
            }

            stride *= extent;
        }

        return new StridedAxes([.. extents], [.. strides]);
    }

    /// <summary>Offset in memory of element <paramref name="index"/> along the axes.</summary>
    public int OffsetOf(int index)
    {
        int offset = 0;
        for (int i = 0; i < _extents.Length; i++)
        {
            (int quotient, int remainder) = Math.DivRem(index, _extents[i]);
            offset += remainder * _strides[i];
            index = quotient;
        }

        return offset;
    }
}
