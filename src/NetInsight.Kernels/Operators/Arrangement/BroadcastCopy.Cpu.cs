using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>Fills a tensor with repetitions of a smaller one: what <see cref="Tile"/> and <see cref="Expand"/> have in common.</summary>
internal static partial class BroadcastCopy
{
    /// <summary>y[i, j, ..] = x[i mod I, j mod J, ..] for x of [I, J, ..]; x is aligned to the last dimensions of y.</summary>
    /// <remarks>
    /// <code>
    ///   for each row of y, in parallel
    ///     offset: of the row of x that repeats, by the outer dimensions
    ///     repeat: x row | x row | ..    one copy each; a row of one element fills
    /// </code>
    /// </remarks>
    public static void Fill(CpuDevice device, Tensor x, Tensor y)
    {
        Shape input = x.Shape.Expand(y.Shape.Rank), output = y.Shape;
        if (y.Count == 0)
            return;
        int rank = output.Rank, width = rank == 0 ? 1 : output[-1], period = rank == 0 ? 1 : input[-1];
        device.ForRanges(y.Count / width, width, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                // Offset.
                int offset = 0, stride = period;
                for (int axis = rank - 2, index = row; axis >= 0; index /= output[axis--])
                {
                    offset += index % output[axis] % input[axis] * stride;
                    stride *= input[axis];
                }

                // Repeat.
                Repeat(x.AsSpan().Slice(offset, period), y.AsSpan().Slice(row * width, width));
            }
        });
    }

    private static void Repeat(ReadOnlySpan<float> source, Span<float> row)
    {
        if (source.Length == 1)
        {
            row.Fill(source[0]);
            return;
        }

        for (int at = 0; at < row.Length; at += source.Length)
            source.CopyTo(row[at..]);
    }
}
