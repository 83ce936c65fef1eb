using System.Numerics.Tensors;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>The larger of a and b; NaN where either is.</summary>
internal readonly struct Max : IArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Max";

    /// <inheritdoc/>
    /// <remarks>NaN is asked for, since graphics cards let the other number win.</remarks>
    public static float Value(float a, float b) => float.IsNaN(a) || float.IsNaN(b) ? a + b : MathF.Max(a, b);

    /// <inheritdoc/>
    public static void Rows(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z) => TensorPrimitives.Max(a, b, z);

    /// <inheritdoc/>
    public static void Row(ReadOnlySpan<float> a, float b, Span<float> z) => TensorPrimitives.Max(a, b, z);
}
