using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>The largest whole number at or below x.</summary>
internal readonly record struct Floor : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Floor";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => MathF.Floor(x);

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => Vector.Floor(x);
}
