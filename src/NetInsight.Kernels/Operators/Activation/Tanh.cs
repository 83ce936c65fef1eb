using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Hyperbolic tangent.</summary>
internal readonly record struct Tanh : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Tanh";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Tanh(x);

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => (1 - value * value) * dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        (Vector<float>.One - value * value) * dy;
}
