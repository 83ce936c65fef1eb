using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>Reads and writes four floats at once inside kernels; offsets are multiples of four, and views begin at 16 bytes.</summary>
internal static class GpuQuads
{
    private const int Bytes = 16;

    /// <summary>The four floats at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GpuFloat4 Of(ArrayView<float> view, int offset) => view.Cast<GpuFloat4>().AsAligned(Bytes)[offset / 4];

    /// <summary>The four floats with an index among fours: what shared memory is read by, so that indices need no division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GpuFloat4 At(ArrayView<float> view, int index) => view.Cast<GpuFloat4>().AsAligned(Bytes)[index];

    /// <summary>Writes four floats at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(ArrayView<float> view, int offset, GpuFloat4 value) => view.Cast<GpuFloat4>().AsAligned(Bytes)[offset / 4] = value;
}
