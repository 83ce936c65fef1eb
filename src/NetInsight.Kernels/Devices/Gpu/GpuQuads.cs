using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>Reads and writes four floats at once inside kernels; offsets are multiples of four, and views begin at 16 bytes.</summary>
internal static class GpuQuads
{
    private const int Bytes = 16;

    /// <summary>The four floats at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GpuFloat4 Of(ArrayView<float> view, int offset) => view.Cast<GpuFloat4>().AsAligned(Bytes)[offset / 4];

    /// <summary>A view of fours that begins at an index among them; constant indices into it become part of the instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ArrayView<GpuFloat4> From(ArrayView<float> view, int index)
    {
        ArrayView<GpuFloat4> fours = view.Cast<GpuFloat4>();
        return fours.SubView(index, fours.Length - index).AsAligned(Bytes);
    }

    /// <summary>Writes four floats at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(ArrayView<float> view, int offset, GpuFloat4 value) =>
        view.Cast<GpuFloat4>().AsAligned(Bytes)[offset / 4] = value;
}
