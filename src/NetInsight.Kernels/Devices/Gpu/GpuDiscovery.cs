using System.Diagnostics.CodeAnalysis;
using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>A device that ILGPU finds, and the reason why it cannot be used, if there is one.</summary>
/// <param name="Name">The driver's name for it.</param>
/// <param name="IsCuda">Whether it is a CUDA device; otherwise an OpenCL one.</param>
/// <param name="Index">Its index among the devices of its kind.</param>
/// <param name="MemoryBytes">Its memory in bytes.</param>
/// <param name="IsGpu">Whether it is a GPU, and not a CPU with an OpenCL driver.</param>
/// <param name="Problem">The reason why it cannot be used; null where it can.</param>
internal sealed record DiscoveredDevice(string Name, bool IsCuda, int Index, long MemoryBytes, bool IsGpu, string? Problem);

/// <summary>Finds GPUs and opens them. ILGPU's simulator is never among those that are found.</summary>
[RequiresDynamicCode("ILGPU compiles kernels while the program runs.")]
[RequiresUnreferencedCode("ILGPU reads the code of kernels while the program runs.")]
internal static class GpuDiscovery
{
    /// <summary>Every device that a driver reports, usable or not; CUDA first.</summary>
    public static IReadOnlyList<DiscoveredDevice> Find()
    {
        using Context context = NewContext(builder => builder.Cuda(_ => true).OpenCL(_ => true));
        return [.. All(context).Select(found => Describe(found.Device, found.Index))];
    }

    /// <summary>Opens a device by kind and index.</summary>
    /// <exception cref="DeviceException">There is none, or it cannot be used.</exception>
    public static GpuContext Open(bool isCuda, int index)
    {
        Context context = NewContext(builder => _ = isCuda ? builder.Cuda(_ => true) : builder.OpenCL(_ => true));
        foreach ((ILGPU.Runtime.Device device, int position) in All(context))
        {
            if (device is CudaDevice != isCuda || position != index)
                continue;
            if (Describe(device, position).Problem is not { } problem)
                return GpuContext.Open(context, device);
            context.Dispose();
            throw new DeviceException($"{device.Name} cannot be used: {problem}.");
        }

        context.Dispose();
        throw new DeviceException($"There is no {(isCuda ? "CUDA" : "OpenCL")} device {index} on this machine.");
    }

    /// <summary>Opens ILGPU's simulator: one multiprocessor of warps of 16 threads, with the largest groups that our kernels use.</summary>
    public static GpuContext OpenSimulator()
    {
        const int Warp = 16;
        Context context = NewContext(builder => builder.CPU(new CPUDevice(Warp, GpuContext.LargestGroup / Warp, 1)));
        return GpuContext.Open(context, context.Devices[0]);
    }

    /// <summary>A context for our kernels: the optimisation level that is correct in ILGPU 1.5.3, and ILGPU.Algorithms, which implements
    /// <see cref="MathF"/>'s exp, log, pow, tanh and the like on CUDA and OpenCL devices (XMath is the same functions by another
    /// name).</summary>
    internal static Context NewContext(Action<Context.Builder> addDevices) => Context.Create(builder =>
    {
        builder.Optimize(OptimizationLevel.O1).EnableAlgorithms();
        try
        {
            addDevices(builder);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or NotSupportedException || GpuFailure.IsOne(e))
        {
            // A broken driver has no device.
        }
    });

    private static IEnumerable<(ILGPU.Runtime.Device Device, int Index)> All(Context context) =>
        context.Devices.OfType<CudaDevice>().Select((device, index) => ((ILGPU.Runtime.Device)device, index))
            .Concat(context.Devices.OfType<CLDevice>().Select((device, index) => ((ILGPU.Runtime.Device)device, index)));

    private static DiscoveredDevice Describe(ILGPU.Runtime.Device device, int index) => new(
        device.Name,
        device is CudaDevice,
        index,
        device.MemorySize,
        device is CudaDevice or CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_GPU },
        ProblemOf(device));

    private static string? ProblemOf(ILGPU.Runtime.Device device) => device switch
    {
        { MaxNumThreadsPerGroup: < GpuContext.LargestGroup } =>
            $"it runs groups of at most {device.MaxNumThreadsPerGroup} threads, and {GpuContext.LargestGroup} are needed",
        CudaDevice { Architecture: null } => "its driver does not say what it is",
        CLDevice { Capabilities.GenericAddressSpace: false } => "its driver lacks OpenCL's generic address space, which ILGPU's code needs",
        _ => null,
    };
}
