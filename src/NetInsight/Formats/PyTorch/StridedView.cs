namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The elements of a strided view in row-major order: element [i, j, ...] is stored at index i strides[0] + j strides[1] + ... from the
/// view's first. No dimension is 0, and there is at least one.
/// </summary>
internal sealed class StridedView(long[] sizes, long[] strides)
{
    /// <summary>The number of stored elements from the view's first to its last: 1 + the sum of (size - 1) stride.</summary>
    public long Span { get; } = SpanOf(sizes, strides);

    /// <summary>Writes the view's elements in row-major order.</summary>
    /// <param name="source">The stored elements, <see cref="Span"/> of them.</param>
    /// <param name="type">How they are stored.</param>
    /// <param name="target">As many floats as the view has elements.</param>
    public void Gather(ReadOnlySpan<byte> source, ElementType type, Span<float> target)
    {
        int size = type.Size(), outerAxes = sizes.Length - 1;
        int row = (int)sizes[outerAxes];
        long stride = strides[outerAxes], from = 0;
        long[] index = new long[outerAxes];
        for (int written = 0; written < target.Length; written += row)
        {
            // One row along the last axis.
            if (stride == 1)
            {
                type.ToFloats(source.Slice((int)from * size, row * size), target.Slice(written, row));
            }
            else
            {
                for (int i = 0; i < row; i++)
                    type.ToFloats(source.Slice((int)(from + i * stride) * size, size), target.Slice(written + i, 1));
            }

            // The next index of the outer axes, counted like an odometer.
            for (int axis = outerAxes - 1; axis >= 0; axis--)
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
