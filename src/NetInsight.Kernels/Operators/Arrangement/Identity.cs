using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>The input as it is: Identity, and Dropout in a trained network.</summary>
/// <param name="As">The operator's name in the model's file.</param>
internal sealed record Identity(string As = "Identity") : Operator
{
    /// <inheritdoc/>
    public override string Name => As;

    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        StridedCopy.TryRun(device, x[0], y, [y.Count], [1]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => x[0].AsSpan().CopyTo(y.AsSpan());
}
