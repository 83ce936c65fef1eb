using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>A matrix of the same elements: the dimensions before the axis become its rows, the rest its columns.</summary>
internal sealed record Flatten(int Axis = 1) : Operator
{
    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int axis = Axis == inputs[0].Rank ? Axis : Positive(Axis, inputs[0].Rank);
        return new Shape(inputs[0].Product(0, axis), inputs[0].Product(axis, inputs[0].Rank));
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        StridedCopy.TryRun(device, x[0], y, [y.Count], [1]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => x[0].AsSpan().CopyTo(y.AsSpan());
}
