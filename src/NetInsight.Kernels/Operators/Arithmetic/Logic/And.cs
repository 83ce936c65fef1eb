using System.Numerics;

namespace NetInsight.Kernels.Operators.Arithmetic.Logic;

/// <summary>1 where a and b are true (not 0), else 0. NaN counts as true.</summary>
internal readonly struct And : IVectorArithmetic
{
    /// <inheritdoc/>
    public static string Name => "And";

    /// <inheritdoc/>
    public static float Value(float a, float b) => a != 0 && b != 0 ? 1f : 0f;

    /// <inheritdoc/>
    public static Vector<float> Lanes(Vector<float> a, Vector<float> b) => VectorRows.Flags(VectorRows.Truths(a) & VectorRows.Truths(b));

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z) => VectorRows.Values<And>(a, b, z);

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, float b, Span<float> z) => VectorRows.Values<And>(a, b, z);
}
