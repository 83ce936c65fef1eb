using System.Numerics;

namespace NetInsight;

/// <summary>Rectified linear unit, y = max(x, 0); NaN stays NaN.</summary>
internal readonly record struct Relu : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Relu";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x < 0 ? 0 : x;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);
}
