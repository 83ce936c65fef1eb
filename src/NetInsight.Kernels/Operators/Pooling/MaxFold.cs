using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>The largest value; NaN where one is.</summary>
internal readonly struct MaxFold : IPoolingFold
{
    /// <inheritdoc/>
    public static float Initial => float.NegativeInfinity;

    /// <inheritdoc/>
    public static float Fold(float folded, float value) => value > folded || float.IsNaN(value) ? value : folded;

    /// <inheritdoc/>
    public static Vector256<float> Fold(Vector256<float> folded, Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(value, folded) | ~Vector256.Equals(value, value), value, folded);
}
