namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>
/// Remainder of a / b with the sign of a, a - b * truncate(a / b), exact: C's fmod, ONNX's Mod with fmod = 1. NaN where b is 0 or a
/// infinite.
/// </summary>
internal readonly struct FMod : IArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Mod";

    /// <inheritdoc/>
    public static float Value(float a, float b) => a % b;

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
            z[i] = Value(a[i], b);
    }
}
