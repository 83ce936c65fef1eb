using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Local response normalisation across channels: y_c = x_c / (Bias + Alpha / Size * sum of x_k^2)^Beta, k from c - floor((Size-1)/2) to
/// c + ceil((Size-1)/2) (Krizhevsky et al. 2012, section 3.3; ONNX LRN).
/// </summary>
internal sealed partial record Lrn(int Size, float Alpha = 1e-4f, float Beta = 0.75f, float Bias = 1) : Operator
{
    /// <inheritdoc/>
    public override string Name => "LRN";

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Size > 0
        ? FeatureMap.OfNchw(inputs[0], Name).ToNchw(inputs[0])
        : throw new ArgumentException($"{Name}: size must be positive, but is {Size}.");
}
