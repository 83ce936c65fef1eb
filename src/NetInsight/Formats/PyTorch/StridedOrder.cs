namespace NetInsight.Formats.PyTorch;

/// <summary>The order of a view's elements: element [i, j, ...] stands at number i strides[0] + j strides[1] + ...; no dimension is 0.</summary>
internal sealed class StridedOrder(long[] sizes, long[] strides)
{
    /// <summary>The numbers from the first to the last element: 1 + the sum of (size - 1) stride.</summary>
    public long Span { get; } = SpanOf(sizes, strides);

    /// <summary>Writes the elements one after the other, the innermost dimension fastest.</summary>
    /// <param name="source">The stored numbers from the first element to the last.</param>
    /// <param name="type">How they are stored.</param>
    /// <param name="target">As many floats as there are elements.</param>
    public void Gather(ReadOnlySpan<byte> source, ElementType type, Span<float> target)
    {
        int size = type.Size(), axes = sizes.Length - 1;
        int row = (int)sizes[axes];
        long step = strides[axes], from = 0;
        long[] index = new long[axes];
        for (int at = 0; at < target.Length; at += row)
        {
            if (step == 1)
            {
                type.ToFloats(source.Slice((int)from * size, row * size), target.Slice(at, row));
            }
            else
            {
                for (int i = 0; i < row; i++)
                    type.ToFloats(source.Slice((int)(from + i * step) * size, size), target.Slice(at + i, 1));
            }

            for (int axis = axes - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < sizes[axis])
                    break;
                from -= sizes[axis] * strides[axis];
                index[axis] = 0;
            }
        }
    }

    private static long SpanOf(long[] sizes, long[] strides)
    {
        long span = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
            span += (sizes[axis] - 1) * strides[axis];
        return span;
    }
}
