using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>The smallest whole number at or above x.</summary>
internal readonly record struct Ceil : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Ceil";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => MathF.Ceiling(x);

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => Vector.Ceiling(x);
}
