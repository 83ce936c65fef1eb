using System.Numerics;

namespace NetInsight.Kernels.Operators.Arithmetic.Logic;

/// <summary>1 where a equals b, else 0, also where either is NaN (IEEE 754 comparison).</summary>
internal readonly struct Equal : IVectorArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Equal";

    /// <inheritdoc/>
    public static float Value(float a, float b) => a == b ? 1f : 0f;

    /// <inheritdoc/>
    public static Vector<float> Lanes(Vector<float> a, Vector<float> b) => VectorRows.Flags(Vector.Equals(a, b));

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z) => VectorRows.Values<Equal>(a, b, z);

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, float b, Span<float> z) => VectorRows.Values<Equal>(a, b, z);
}
