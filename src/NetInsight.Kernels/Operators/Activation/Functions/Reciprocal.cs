using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = 1 / x.</summary>
internal readonly record struct Reciprocal : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Reciprocal";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => 1 / x;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => Vector<float>.One / x;

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => -value * value * dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        -value * value * dy;
}
