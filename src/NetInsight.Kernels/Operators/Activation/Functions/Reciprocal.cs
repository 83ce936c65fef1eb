using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = 1 / x.</summary>
internal readonly record struct Reciprocal : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Reciprocal";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => 1 / x;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => Vector<float>.One / x;
}
