using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = exp(x).</summary>
internal readonly record struct Exp : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Exp";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Exp(x);

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value * dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        value * dy;
}
