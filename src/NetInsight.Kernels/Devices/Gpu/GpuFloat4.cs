namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>Four neighbouring floats, which one instruction loads or stores where they are aligned to 16 bytes.</summary>
internal readonly record struct GpuFloat4(float V0, float V1, float V2, float V3);
