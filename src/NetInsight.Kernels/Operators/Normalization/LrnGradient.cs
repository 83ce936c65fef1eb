using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// The gradient of an <see cref="Lrn"/>: with d_k = Bias + Alpha / Size * sum of squares around k,
/// dx_c = dy_c d_c^-Beta - 2 Beta Alpha / Size x_c * sum over the k whose sum holds x_c of dy_k x_k d_k^(-Beta - 1). Inputs: x, dy.
/// </summary>
internal sealed partial record LrnGradient(Lrn Lrn) : Operator
{
    /// <inheritdoc/>
    public override string Name => "LRNGradient";

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0] == inputs[1]
        ? FeatureMap.OfNchw(inputs[0], Name).ToNchw(inputs[0])
        : throw new ArgumentException($"{Name}: a gradient of shape {inputs[1]} for an input of shape {inputs[0]}.");
}
