using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>y = x for x at or above 0, Slope * x below.</summary>
internal readonly record struct LeakyRelu(float Slope) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "LeakyRelu";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x < 0 ? Slope * x : x;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), x * Slope, x);

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value > 0 ? dy : Slope * dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        Vector.ConditionalSelect(Vector.GreaterThan(value, Vector<float>.Zero), dy, dy * Slope);
}
