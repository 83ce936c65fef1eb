using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Gather
{
    /// <inheritdoc/>
    /// <remarks>Copies runs: x is [outer, extent, run], y [outer, count, run].</remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        int axis = Positive(Axis, source.Shape.Rank), extent = source.Shape[axis];
        int run = source.Shape.Product(axis + 1, source.Shape.Rank), count = Indices.Length;
        device.ForRanges(run == 0 ? 0 : y.Count / run, run, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                int given = Indices[row % count], index = given < 0 ? given + extent : given;
                source.AsSpan().Slice((row / count * extent + index) * run, run).CopyTo(y.AsSpan().Slice(row * run, run));
            }
        });
    }
}
