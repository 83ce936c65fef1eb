using System.Numerics.Tensors;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>a / b.</summary>
internal readonly struct Div : IArithmetic
{
    /// <inheritdoc/>
    public static string Name => "Div";

    /// <inheritdoc/>
    public static float Value(float a, float b) => a / b;

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z) => TensorPrimitives.Divide(a, b, z);

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, float b, Span<float> z) => TensorPrimitives.Divide(a, b, z);
}
