using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Indexing;

internal sealed partial record ReverseSequence
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each row [batch, time] of the result, in parallel
    ///     source: time length - 1 - t inside the sequence, t behind it
    ///     copy:   a run of the dimensions behind the first two
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0], lengths = x[1];
        int inner = y.Shape[1], run = y.Shape.Product(2, y.Shape.Rank), extent = y.Shape[TimeAxis];
        device.ForRanges(y.Shape[0] * inner, run, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                // Source.
                (int outer, int second) = (row / inner, row % inner);
                (int batch, int time) = BatchAxis == 0 ? (outer, second) : (second, outer);
                int length = Math.Clamp((int)lengths.AsSpan()[batch], 0, extent), from = time < length ? length - 1 - time : time;
                int position = BatchAxis == 0 ? outer * inner + from : from * inner + second;

                // Copy.
                source.AsSpan().Slice(position * run, run).CopyTo(y.AsSpan().Slice(row * run, run));
            }
        });
    }
}
