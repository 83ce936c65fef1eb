using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>y = 1 where x is NaN, else 0.</summary>
internal readonly record struct IsNaN : IActivation
{
    /// <inheritdoc/>
    public static string Name => "IsNaN";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => float.IsNaN(x) ? 1f : 0f;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(Vector.Equals(x, x), Vector<float>.Zero, Vector<float>.One);
}
