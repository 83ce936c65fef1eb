using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>A <see cref="ChannelNormalization"/> of known parameters on a GPU: each position is a row of channels.</summary>
internal sealed record ChannelNormalizationPackedGpu(GpuTensor Scale, GpuTensor Shift, float Epsilon) : GpuPackedOperator
{
    /// <inheritdoc/>
    public override string Name => nameof(LayerNormalization);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => RowNormalization.Run(
        device,
        new RowNormalizationArguments(
            x[0].View, new RowParameter(Scale.View, 1, 0, 1), new RowParameter(Shift.View, 1, 0, 1), 1, y.View, Scale.Count, Epsilon));
}
