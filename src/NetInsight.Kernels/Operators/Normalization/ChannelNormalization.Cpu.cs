using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record ChannelNormalization
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => ForwardPacked(device, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs) =>
        inputs[1] is { } scale && inputs[2] is { } shift
            ? new PackedOperator(new ChannelNormalizationPackedCpu(scale, shift, Epsilon), [0])
            : PackedOperator.Unchanged(this, inputs.Length);
}
