using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>Square root; NaN below 0.</summary>
internal readonly record struct Sqrt : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Sqrt";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Sqrt(x);

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => 0.5f * dy / value;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        new Vector<float>(0.5f) * dy / value;
}
