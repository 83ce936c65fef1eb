using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Logistic function, y = 1 / (1 + exp(-x)).</summary>
internal readonly record struct Sigmoid : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Sigmoid";

    /// <inheritdoc/>
    public float Value(float x) => 1 / (1 + MathF.Exp(-x));

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value * (1 - value) * dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        value * (Vector<float>.One - value) * dy;
}
