using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record ChannelNormalization
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        new ChannelNormalizationPackedGpu(x[1], x[2], Epsilon).Forward(device, x[..1], y);

    /// <inheritdoc/>
    public override PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs) =>
        inputs[1] is { } scale && inputs[2] is { } shift
            ? new PackedOperator(
                new ChannelNormalizationPackedGpu(
                    device.Keep(scale.Shape, scale.AsSpan().ToArray()), device.Keep(shift.Shape, shift.AsSpan().ToArray()), Epsilon),
                [0])
            : PackedOperator.Unchanged(this, inputs.Length);
}
