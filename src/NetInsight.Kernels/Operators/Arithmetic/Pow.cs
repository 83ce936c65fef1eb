namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>a to the power of b; NaN for a negative a and a fractional b.</summary>
internal readonly struct Pow : IArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Pow";

    /// <inheritdoc/>
    public static float Value(float a, float b) => MathF.Pow(a, b);

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z)
    {
        for (int i = 0; i < z.Length; i++)
            z[i] = Value(a[i], b[i]);
    }

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, float b, Span<float> z)
    {
        for (int i = 0; i < z.Length; i++)
            z[i] = b == 2 ? a[i] * a[i] : Value(a[i], b);
    }
}
