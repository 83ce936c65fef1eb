using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Tensors;

/// <summary>
/// The gradient of a ReLU or a clip as a product writes its results: they pass where an element of the mask lies in the closed interval
/// from Low to High, and are 0 elsewhere, also where it is NaN.
/// </summary>
/// <param name="Low">The lowest element that lets a result pass.</param>
/// <param name="High">The highest.</param>
internal readonly record struct PassInterval(float Low, float High)
{
    /// <summary>Everything above 0: the ReLU's.</summary>
    public static PassInterval Positive => new(float.Epsilon, float.PositiveInfinity);

    /// <summary>One result.</summary>
    public float Of(float result, float mask) => mask >= Low && mask <= High ? result : 0;

    /// <summary>Eight results, one in each lane.</summary>
    public Vector256<float> Of(Vector256<float> result, Vector256<float> mask) => result
        & Vector256.GreaterThanOrEqual(mask, Vector256.Create(Low))
        & Vector256.LessThanOrEqual(mask, Vector256.Create(High));

    /// <summary>Sixteen results, one in each lane.</summary>
    public Vector512<float> Of(Vector512<float> result, Vector512<float> mask) => result
        & Vector512.GreaterThanOrEqual(mask, Vector512.Create(Low))
        & Vector512.LessThanOrEqual(mask, Vector512.Create(High));
}
