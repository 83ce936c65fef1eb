using ILGPU;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>The 8 x 8 sums of one thread of <see cref="GpuSgemm"/>, in registers.</summary>
internal readonly record struct GpuTileSums(
    GpuFloat8 Row0, GpuFloat8 Row1, GpuFloat8 Row2, GpuFloat8 Row3, GpuFloat8 Row4, GpuFloat8 Row5, GpuFloat8 Row6, GpuFloat8 Row7)
{
    /// <summary>The sums with the products of one index of the depth added.</summary>
    /// <param name="xs">The left factor's buffer.</param>
    /// <param name="ws">The right factor's buffer.</param>
    /// <param name="x">Where the thread's first four rows lie, in fours; the others lie 8 further.</param>
    /// <param name="w">Where its first four columns lie, in fours; the others lie 4 further.</param>
    public GpuTileSums Add(ArrayView<float> xs, ArrayView<float> ws, int x, int w)
    {
        GpuFloat4 top = GpuQuads.At(xs, x), bottom = GpuQuads.At(xs, x + 8), low = GpuQuads.At(ws, w), high = GpuQuads.At(ws, w + 4);
        return new GpuTileSums(
            Row0.MultiplyAdd(top.V0, low, high),
            Row1.MultiplyAdd(top.V1, low, high),
            Row2.MultiplyAdd(top.V2, low, high),
            Row3.MultiplyAdd(top.V3, low, high),
            Row4.MultiplyAdd(bottom.V0, low, high),
            Row5.MultiplyAdd(bottom.V1, low, high),
            Row6.MultiplyAdd(bottom.V2, low, high),
            Row7.MultiplyAdd(bottom.V3, low, high));
    }
}
