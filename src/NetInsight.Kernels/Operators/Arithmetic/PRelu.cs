using System.Numerics;
using System.Runtime.InteropServices;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>
/// A ReLU with a learned slope b below 0: a for a at or above 0, b * a below (He et al. 2015, arXiv:1502.01852, equation 1).
/// </summary>
internal readonly struct PRelu : IArithmetic
{
    /// <inheritdoc/>
    public static string Name => "PRelu";

    /// <inheritdoc/>
    public static float Value(float a, float b) => a < 0 ? b * a : a;

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z)
    {
        for (int i = 0; i < z.Length; i++)
            z[i] = Value(a[i], b[i]);
    }

    /// <inheritdoc/>
    public static void Values(ReadOnlySpan<float> a, float b, Span<float> z)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(a);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(z);
        for (int i = 0; i < vectors.Length; i++)
            results[i] = Vector.ConditionalSelect(Vector.LessThan(vectors[i], Vector<float>.Zero), b * vectors[i], vectors[i]);
        for (int i = vectors.Length * Vector<float>.Count; i < z.Length; i++)
            z[i] = Value(a[i], b);
    }
}
