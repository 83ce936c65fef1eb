namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// Eight accumulators in registers: ILGPU splits a structure into scalars, where it would put an array into local memory.
/// </summary>
internal readonly record struct GpuFloat8(float V0, float V1, float V2, float V3, float V4, float V5, float V6, float V7)
{
    /// <summary>Each accumulator with x * w added.</summary>
    public GpuFloat8 MultiplyAdd(float x, GpuFloat8 w) => new(
        V0 + x * w.V0, V1 + x * w.V1, V2 + x * w.V2, V3 + x * w.V3, V4 + x * w.V4, V5 + x * w.V5, V6 + x * w.V6, V7 + x * w.V7);
}
