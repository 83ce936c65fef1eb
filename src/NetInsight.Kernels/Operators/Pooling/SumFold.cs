using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>The sum.</summary>
internal readonly struct SumFold : IPoolingFold
{
    /// <inheritdoc/>
    public static float Initial => 0;

    /// <inheritdoc/>
    public static float Fold(float folded, float value) => folded + value;

    /// <inheritdoc/>
    public static Vector256<float> Fold(Vector256<float> folded, Vector256<float> value) => folded + value;
}
