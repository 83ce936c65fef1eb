using System.Numerics;

namespace NetInsight.Kernels.Operators.Arithmetic.Logic;

/// <summary>1 where one of a and b is true (not 0) and the other is not, else 0. NaN counts as true.</summary>
internal readonly struct Xor : IVectorArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Xor";

    /// <inheritdoc/>
    public static float Value(float a, float b) => (a != 0) != (b != 0) ? 1f : 0f;

    /// <inheritdoc/>
    public static Vector<float> Lanes(Vector<float> a, Vector<float> b) => VectorRows.Flags(VectorRows.Truths(a) ^ VectorRows.Truths(b));

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z) => VectorRows.Values<Xor>(a, b, z);

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, float b, Span<float> z) => VectorRows.Values<Xor>(a, b, z);
}
