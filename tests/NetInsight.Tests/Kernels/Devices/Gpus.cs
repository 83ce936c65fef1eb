using ILGPU;
using ILGPU.Runtime.Cuda;
using NetInsight.Execution.Devices;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Tests.Kernels.Devices;

/// <summary>
/// The GPUs that tests run on, each opened once for the whole process: ILGPU's simulator, OpenCL, and CUDA where there is a device.
/// </summary>
internal static class Gpus
{
    private static readonly Lazy<(GpuContext? Context, string Reason)> TheSimulator = new(() => Keep(Simulate));
    private static readonly Lazy<(GpuContext? Context, string Reason)> TheOpenCL = new(() => Keep(Pocl.FirstOpenCL));
    private static readonly Lazy<(GpuContext? Context, string Reason)> TheCuda = new(() => Keep(FirstCuda));

    /// <summary>The kinds that tests name.</summary>
    public static TheoryData<string> All { get; } = ["simulator", "opencl", "cuda"];

    /// <summary>The GPU of a kind; skips the test where there is none.</summary>
    public static GpuContext Require(string kind)
    {
        (GpuContext? context, string reason) = kind switch
        {
            "simulator" => TheSimulator.Value,
            "opencl" => TheOpenCL.Value,
            _ => TheCuda.Value,
        };
        Assert.SkipWhen(context is null, reason);
        return context!;
    }

    /// <summary>The device that users choose, on the GPU of a kind; skips the test where there is none.</summary>
    public static GpuModelDevice Device(string kind, long? mostBytes = null)
    {
        GpuContext context = Require(kind);
        return new GpuModelDevice(context.Name, kind == "cuda" ? DeviceKind.Cuda : DeviceKind.OpenCL, () => context, mostBytes);
    }

    /// <summary>An engine that runs a graph on a GPU.</summary>
    public static Engine EngineOn(this GpuContext context, Graph graph, long? mostBytes = null) =>
        new(graph, new GpuRunner(new GpuDevice(context, new CpuDevice(1), mostBytes)), long.MaxValue);

    /// <summary>A simulator of ILGPU's that the caller closes.</summary>
    public static GpuContext Simulate() => GpuDiscovery.OpenSimulator();

    private static GpuContext FirstCuda()
    {
        Context context = GpuDiscovery.NewContext(builder => builder.Cuda(_ => true));
        CudaDevice device = context.Devices.OfType<CudaDevice>().FirstOrDefault() ?? throw new DeviceException("There is no CUDA device.");
        return GpuContext.Open(context, device);
    }

    private static (GpuContext? Context, string Reason) Keep(Func<GpuContext> open)
    {
        try
        {
            GpuContext context = open();
            context.TryShare();             // never released: it lasts as long as the process
            return (context, "");
        }
        catch (DeviceException e)
        {
            return (null, e.Message);
        }
    }
}
