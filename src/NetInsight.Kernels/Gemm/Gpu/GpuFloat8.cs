using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// Eight accumulators in registers: ILGPU splits a structure into scalars, where it would put an array into local memory.
/// </summary>
internal readonly record struct GpuFloat8(float V0, float V1, float V2, float V3, float V4, float V5, float V6, float V7)
{
    /// <summary>The first four.</summary>
    public GpuFloat4 Low => new(V0, V1, V2, V3);

    /// <summary>The last four.</summary>
    public GpuFloat4 High => new(V4, V5, V6, V7);

    /// <summary>Each accumulator with x * w added.</summary>
    public GpuFloat8 MultiplyAdd(float x, GpuFloat4 low, GpuFloat4 high) => new(
        V0 + x * low.V0,
        V1 + x * low.V1,
        V2 + x * low.V2,
        V3 + x * low.V3,
        V4 + x * high.V0,
        V5 + x * high.V1,
        V6 + x * high.V2,
        V7 + x * high.V3);
}
