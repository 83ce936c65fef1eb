using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>The 8 x 8 sums of one thread of <see cref="GpuSgemm"/>, in registers.</summary>
internal readonly record struct GpuTileSums(
    GpuFloat8 Row0, GpuFloat8 Row1, GpuFloat8 Row2, GpuFloat8 Row3, GpuFloat8 Row4, GpuFloat8 Row5, GpuFloat8 Row6, GpuFloat8 Row7)
{
    /// <summary>The sums with the products of one index of the depth added.</summary>
    /// <param name="xs">The left factor's buffer, in fours, from the thread's first four rows on; its others lie 8 further.</param>
    /// <param name="ws">The right factor's buffer, from the thread's first four columns on; its others lie 4 further.</param>
    /// <param name="x">Fours from one index of the depth to the wanted one, a constant: it becomes part of the instruction.</param>
    /// <param name="w">The same of the right factor.</param>
    public GpuTileSums Add(ArrayView<GpuFloat4> xs, ArrayView<GpuFloat4> ws, int x, int w)
    {
        GpuFloat4 top = xs[x], bottom = xs[x + 8], low = ws[w], high = ws[w + 4];
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
