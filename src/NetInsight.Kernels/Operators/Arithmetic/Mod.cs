namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>Remainder of a / b with the sign of b, a - b * floor(a / b): ONNX's Mod of integers (fmod = 0). NaN where b is 0.</summary>
internal readonly struct Mod : IArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Mod";

    /// <inheritdoc/>
    public static float Value(float a, float b)
    {
        float rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

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
