using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>How a pool folds the values of a window into one.</summary>
internal interface IFold
{
    /// <summary>What folding begins with.</summary>
    static abstract float Start { get; }

    /// <summary>One more value.</summary>
    static abstract float Fold(float folded, float value);

    /// <summary>One more value for each of eight channels; the bits are those of the form for one.</summary>
    static abstract Vector256<float> Fold(Vector256<float> folded, Vector256<float> value);
}

/// <summary>The largest; NaN where one is.</summary>
internal readonly struct LargestFold : IFold
{
    /// <inheritdoc/>
    public static float Start => float.NegativeInfinity;

    /// <inheritdoc/>
    public static float Fold(float folded, float value) => value > folded || float.IsNaN(value) ? value : folded;

    /// <inheritdoc/>
    public static Vector256<float> Fold(Vector256<float> folded, Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(value, folded) | ~Vector256.Equals(value, value), value, folded);
}

/// <summary>The sum.</summary>
internal readonly struct SumFold : IFold
{
    /// <inheritdoc/>
    public static float Start => 0;

    /// <inheritdoc/>
    public static float Fold(float folded, float value) => folded + value;

    /// <inheritdoc/>
    public static Vector256<float> Fold(Vector256<float> folded, Vector256<float> value) => folded + value;
}
