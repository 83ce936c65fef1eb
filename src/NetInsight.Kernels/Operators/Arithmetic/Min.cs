using System.Numerics.Tensors;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>The smaller of a and b; NaN where either is NaN.</summary>
internal readonly struct Min : IArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Min";

    /// <inheritdoc/>
    /// <remarks>NaN is tested explicitly: a GPU's minimum and maximum return the other operand.</remarks>
    public static float Value(float a, float b) => float.IsNaN(a) || float.IsNaN(b) ? a + b : MathF.Min(a, b);

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z) => TensorPrimitives.Min(a, b, z);

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, float b, Span<float> z) => TensorPrimitives.Min(a, b, z);
}
