using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = -x.</summary>
internal readonly record struct Neg : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Neg";

    /// <inheritdoc/>
    public float Value(float x) => -x;

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => -dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        -dy;
}
