using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>y = 1 above 0, -1 below 0, and 0 for both zeros; NaN stays NaN.</summary>
internal readonly record struct Sign : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Sign";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        Vector<float> unsigned = Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), Vector<float>.Zero, x);
        Vector<float> positive = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One, unsigned);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -Vector<float>.One, positive);
    }
}
