using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record BatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => ForwardPacked(device, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs) => AffineOf(inputs) is { } affine
        ? new PackedOperator(new BatchNormalizationPackedCpu(affine), [0])
        : PackedOperator.Unchanged(this, inputs.Length);
}
