using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record ConcatBatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs) =>
        PackedOperator.Unchanged(BatchNormalizationPackedGpu.Send(device, Affine), inputs.Length);
}
