namespace NetInsight;

/// <summary>What kind of device computes a network.</summary>
public enum DeviceKind
{
    /// <summary>The CPU, by NetInsight's own vector code.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU, through its driver.</summary>
    Cuda,

    /// <summary>A GPU of any maker, through OpenCL 2 or 3.</summary>
    OpenCL,

    /// <summary>The kernels of GPUs, run on the CPU by ILGPU's simulator: slow, for those who write or debug kernels.</summary>
    Simulator,
}
