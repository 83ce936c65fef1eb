using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// The first elements of each sequence in reverse order (ONNX ReverseSequence): y[b, t] = x[b, L - 1 - t] for t below the sequence's
/// length L, and x[b, t] behind it. Inputs: x, and one length for each sequence, integers held as floats.
/// </summary>
/// <param name="BatchAxis">The axis of the sequences: 0 or 1.</param>
/// <param name="TimeAxis">The axis along which they run: the other one.</param>
internal sealed partial record ReverseSequence(int BatchAxis, int TimeAxis) : Operator
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
}
