using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Gathering;

internal sealed partial record Gather
{
    /// <inheritdoc/>
    /// <remarks>
    /// Copies runs: x is [outer, extent, run], y [outer, count, run].
    /// <code>
    ///   for each row [outer, count] of y, in parallel
    ///     index: from the list, counted from the end where negative
    ///     copy:  y[outer, k, run] = x[outer, index, run]
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        int axis = Positive(Axis, source.Shape.Rank), extent = source.Shape[axis];
        int run = source.Shape.Product(axis + 1, source.Shape.Rank), count = Indices.Length;
        device.ForRanges(run == 0 ? 0 : y.Count / run, run, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                // Index.
                int given = Indices[row % count], index = given < 0 ? given + extent : given;

                // Copy.
                source.AsSpan().Slice((row / count * extent + index) * run, run).CopyTo(y.AsSpan().Slice(row * run, run));
            }
        });
    }
}
