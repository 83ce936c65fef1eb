using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record BatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunPacked(this, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs) => AffineOf(inputs) is { } affine
        ? new PackedOperator(BatchNormalizationPackedGpu.Send(device, affine), [0])
        : PackedOperator.Unchanged(this, inputs.Length);
}
