using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Gemm;

/// <summary>Applies the mask of a ReLU's or clip's gradient to a block of results.</summary>
internal static class MaskedBlock
{
    private const int CacheLine = 16;               // floats

    /// <summary>
    /// Begins to fetch a block of a mask into the second-level cache, before its results are computed: it was last touched in the forward
    /// pass, long ago.
    /// </summary>
    public static unsafe void Prefetch(MatrixRef mask, int rows, int columns)
    {
        if (!Sse.IsSupported)
            return;
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < columns; j += CacheLine)
                Sse.Prefetch1(mask.First + r * mask.Stride + j);
        }
    }

    /// <summary>A block of results in place, while it is in the cache.</summary>
    /// <remarks>
    /// <code>
    ///   for each row: 8 columns, one in each lane; the columns left over by the scalar equivalent
    /// </code>
    /// </remarks>
    public static unsafe void Apply(this PassInterval interval, MatrixRef results, MatrixRef mask, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            float* result = results.First + r * results.Stride, from = mask.First + r * mask.Stride;
            int j = 0;
            for (; j + 8 <= columns; j += 8)
                interval.Of(Vector256.Load(result + j), Vector256.Load(from + j)).Store(result + j);
            for (; j < columns; j++)
                result[j] = interval.Of(result[j], from[j]);
        }
    }
}
