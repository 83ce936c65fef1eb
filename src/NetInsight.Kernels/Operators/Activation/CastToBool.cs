using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Conversion to a truth value: y = 0 for both zeros, else 1, also for NaN.</summary>
internal readonly record struct CastToBool : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Cast";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x == 0 ? 0f : 1f;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), Vector<float>.Zero, Vector<float>.One);
}
