using ILGPU.Runtime.OpenCL;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Tests.Kernels.Devices;

/// <summary>
/// Makes PoCL, OpenCL on the CPU, usable where there is no GPU. PoCL 3.1 reports that it lacks the generic address space that ILGPU's code
/// needs; with <c>POCL_EXTRA_BUILD_FLAGS=-D__generic=__global</c> in the environment it compiles and runs that code correctly, so the
/// capability is set.
/// </summary>
internal static class Pocl
{
    /// <summary>The environment variable that PoCL reads at the start of the process.</summary>
    private const string Variable = "POCL_EXTRA_BUILD_FLAGS";

    /// <summary>The first OpenCL device.</summary>
    /// <exception cref="DeviceException">There is none, or it cannot be used; the message names the remedy.</exception>
    public static GpuContext FirstOpenCL()
    {
        ILGPU.Context context = GpuDiscovery.NewContext(builder => builder.OpenCL(_ => true));
        CLDevice device = context.Devices.OfType<CLDevice>().FirstOrDefault()
            ?? throw new DeviceException(
                "There is no OpenCL device (PoCL, packages pocl-opencl-icd and ocl-icd-opencl-dev, makes one of the CPU).");
        if (!device.Capabilities.GenericAddressSpace)
        {
            if (Environment.GetEnvironmentVariable(Variable) is null)
                throw new DeviceException($"{device.Name}: {Variable}=-D__generic=__global is not set.");
            typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!.SetValue(device.Capabilities, true);
        }

        return GpuContext.Open(context, device);
    }
}
