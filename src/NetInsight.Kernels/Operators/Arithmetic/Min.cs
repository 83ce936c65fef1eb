using System.Numerics.Tensors;

namespace NetInsight;

/// <summary>The smaller of a and b; NaN where either is.</summary>
internal readonly struct Min : IArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Min";

    /// <inheritdoc/>
    public static float Value(float a, float b) => MathF.Min(a, b);

    /// <inheritdoc/>
    public static void Rows(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z) => TensorPrimitives.Min(a, b, z);

    /// <inheritdoc/>
    public static void Row(ReadOnlySpan<float> a, float b, Span<float> z) => TensorPrimitives.Min(a, b, z);
}
