using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// The first elements of each sequence in reverse order (ONNX ReverseSequence): y[b, t] = x[b, L - 1 - t] for t below the sequence's
/// length L, and x[b, t] behind it. Inputs: x, and one length for each sequence, integers held as floats.
/// </summary>
/// <param name="BatchAxis">The axis of the sequences: 0 or 1.</param>
/// <param name="TimeAxis">The axis along which they run: the other one.</param>
internal sealed record ReverseSequence(int BatchAxis, int TimeAxis) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) =>
        inputs[0].Rank >= 2 && (BatchAxis, TimeAxis) is (0, 1) or (1, 0) && inputs[1].Count == inputs[0][BatchAxis]
            ? inputs[0]
            : throw new ArgumentException($"{Name}: lengths of shape {inputs[1]} do not fit {inputs[0]} with batch axis {BatchAxis}.");

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);

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
