using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Logical negation: y = 1 where x is 0, else 0. NaN counts as true.</summary>
internal readonly record struct Not : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Not";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x == 0 ? 1f : 0f;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
}
