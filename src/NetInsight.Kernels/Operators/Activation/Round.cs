using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>The nearest whole number; of two that are equally near, the even one.</summary>
internal readonly record struct Round : IActivation
{
    /// <summary>2^23: floats from here on are whole.</summary>
    private const float Whole = 8388608;

    /// <inheritdoc/>
    public static string Name => "Round";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    /// <remarks>Adding 2^23 leaves no bit for a fraction, so the addition itself rounds to even. A zero keeps the sign of x.</remarks>
    public float Value(float x)
    {
        float shift = x < 0 ? -Whole : Whole, rounded = (x + shift) - shift;
        return !(MathF.Abs(x) < Whole) ? x : rounded == 0 ? 0 * x : rounded;
    }

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        Vector<float> whole = new(Whole), shift = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -whole, whole),
            rounded = (x + shift) - shift;
        Vector<float> signed = Vector.ConditionalSelect(Vector.Equals(rounded, Vector<float>.Zero), Vector<float>.Zero * x, rounded);
        return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), whole), signed, x);
    }
}
