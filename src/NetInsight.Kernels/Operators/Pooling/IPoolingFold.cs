using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>How a pool folds the values of a window into one.</summary>
internal interface IPoolingFold
{
    /// <summary>The fold of no values.</summary>
    static abstract float Initial { get; }

    /// <summary>Folds in one more value.</summary>
    static abstract float Fold(float folded, float value);

    /// <summary>Folds in one more value for each of eight channels, one per lane; the same bits as the scalar form.</summary>
    static abstract Vector256<float> Fold(Vector256<float> folded, Vector256<float> value);
}
