namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>Some axes of a tensor, walked in the order of memory: place i of them lies OffsetOf(i) behind the first. Axes that lie against each other are one.</summary>
internal sealed class AxisSet
{
    private readonly int[] _extents, _strides;

    private AxisSet(int[] extents, int[] strides)
    {
        _extents = extents;
        _strides = strides;
        Count = 1;
        foreach (int extent in extents)
            Count *= extent;
    }

    /// <summary>The number of places; 1 where there are no axes.</summary>
    public int Count { get; }

    /// <summary>The places along the innermost axis, and how far apart they lie.</summary>
    public (int Extent, int Stride) Innermost => _extents.Length > 0 ? (_extents[0], _strides[0]) : (1, 0);

    /// <summary>The axes of a shape whose mark equals <paramref name="wanted"/>.</summary>
    public static AxisSet Of(Shape shape, ReadOnlySpan<bool> marks, bool wanted)
    {
        List<int> extents = [], strides = [];
        int stride = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            int extent = shape[axis];
            if (marks[axis] == wanted && extent != 1)
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

        return new AxisSet([.. extents], [.. strides]);
    }

    /// <summary>Where place <paramref name="index"/> lies.</summary>
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
