using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Gemm;

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

    /// <summary>A block of results in place, while it is in the cache.</summary>
    /// <remarks>
    /// <code>
    ///   for each row: 8 columns, one in each lane; the columns left over by the scalar equivalent
    /// </code>
    /// </remarks>
    public unsafe void Apply(MatrixRef results, MatrixRef mask, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            float* result = results.First + r * results.Stride, from = mask.First + r * mask.Stride;
            int j = 0;
            for (; j + 8 <= columns; j += 8)
                Of(Vector256.Load(result + j), Vector256.Load(from + j)).Store(result + j);
            for (; j < columns; j++)
                result[j] = Of(result[j], from[j]);
        }
    }
}
