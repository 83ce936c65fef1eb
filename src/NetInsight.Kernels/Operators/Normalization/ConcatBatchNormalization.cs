namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// A concatenation of channels followed by a batch normalisation of known parameters, y = Gain * concat(x) + Offset, as in DenseNet: the
/// feature maps are read and written once. Inputs: any number of maps that differ in their channels only.
/// </summary>
internal sealed partial record ConcatBatchNormalization(ChannelAffine Affine) : Operator
{
    /// <inheritdoc/>
    public override string Name => nameof(BatchNormalization);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].With(1, Affine.Channels);
}
