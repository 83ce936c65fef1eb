using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>y = x above Threshold, 0 at or below it; NaN stays NaN (Konda et al. 2015, arXiv:1402.3337).</summary>
internal readonly record struct ThresholdedRelu(float Threshold) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "ThresholdedRelu";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x <= Threshold ? 0 : x;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.LessThanOrEqual(x, new Vector<float>(Threshold)), Vector<float>.Zero, x);

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value > Threshold ? dy : 0;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        Vector.ConditionalSelect(Vector.GreaterThan(value, new Vector<float>(Threshold)), dy, Vector<float>.Zero);
}
