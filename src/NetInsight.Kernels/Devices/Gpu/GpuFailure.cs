using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>Translates exceptions of ILGPU and the drivers into ours: too little memory, or a failed device.</summary>
internal static class GpuFailure
{
    private static readonly string[] MemoryCodes =
        ["OUT_OF_MEMORY", "OUT_OF_RESOURCES", "OUT_OF_HOST_MEMORY", "ALLOCATION_FAILURE", "INVALID_BUFFER_SIZE"];

    /// <summary>Whether an exception comes from the device or its compiler.</summary>
    public static bool IsOne(Exception e) =>
        e is AcceleratorException or InternalCompilerException or CapabilityNotSupportedException or OutOfMemoryException;

    /// <summary>Whether it reports too little memory.</summary>
    public static bool IsMemory(Exception e) =>
        e is OutOfMemoryException || MemoryCodes.Any(code => CodeOf(e).Contains(code, StringComparison.Ordinal));

    /// <summary>Our exception for one of the device.</summary>
    /// <param name="e">The device's exception.</param>
    /// <param name="device">The device's name.</param>
    /// <param name="held">Bytes that the model holds on the device.</param>
    public static Exception Of(Exception e, string device, long held) => IsMemory(e)
        ? new ResourceLimitException(
            $"The memory of {device} does not suffice ({CodeOf(e)}); "
            + $"this model holds {held:N0} bytes there. A smaller batch needs less.",
            e)
        : new DeviceException(
            $"{device} failed ({CodeOf(e)}). Dispose this model and make another by Model.On, which opens the device again; "
            + "models on other devices are not affected.",
            e);

    private static string CodeOf(Exception e) => e switch
    {
        CudaException cuda => cuda.Error.ToString(),
        CLException openCL => openCL.Error.ToString(),
        _ => e.Message,
    };
}
