namespace NetInsight;

/// <summary>By what a network is computed.</summary>
public enum DeviceKind
{
    /// <summary>The processor, by NetInsight's own vector code.</summary>
    Cpu,

    /// <summary>A graphics card of NVIDIA, through its driver.</summary>
    Cuda,

    /// <summary>A graphics card of any maker, through OpenCL 2 or 3.</summary>
    OpenCL,
}
