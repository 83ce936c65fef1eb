using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record ConcatBatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        new BatchNormalizationPackedCpu(Affine).Forward(device, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs) =>
        PackedOperator.Unchanged(new BatchNormalizationPackedCpu(Affine), inputs.Length);
}
