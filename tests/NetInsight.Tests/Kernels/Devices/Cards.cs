using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using NetInsight.Execution.Devices;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Tests.Kernels.Devices;

/// <summary>The graphics devices that tests run on, each opened once for the whole process: ILGPU's simulator, OpenCL, and CUDA where there is a card.</summary>
internal static class Cards
{
    private static readonly Lazy<(GpuContext? Card, string Reason)> TheSimulator = new(() => Keep(Simulate)), TheOpenCL = new(() => Keep(Pocl.FirstOpenCL)), TheCuda = new(() => Keep(FirstCuda));

    /// <summary>The kinds that tests name.</summary>
    public static TheoryData<string> All { get; } = ["simulator", "opencl", "cuda"];

    /// <summary>The card of a kind, or a skipped test.</summary>
    public static GpuContext Require(string kind)
    {
        (GpuContext? card, string reason) = kind switch
        {
            "simulator" => TheSimulator.Value,
            "opencl" => TheOpenCL.Value,
            _ => TheCuda.Value,
        };
        Assert.SkipWhen(card is null, reason);
        return card!;
    }

    /// <summary>A device as users have it, on the card of a kind; or a skipped test.</summary>
    public static GpuModelDevice Device(string kind, long? mostBytes = null)
    {
        GpuContext card = Require(kind);
        return new GpuModelDevice(card.Name, kind == "cuda" ? DeviceKind.Cuda : DeviceKind.OpenCL, () => card, mostBytes);
    }

    /// <summary>An engine that runs a graph on a card.</summary>
    public static Engine EngineOn(this GpuContext card, Graph graph, long? mostBytes = null) =>
        new(graph, new GpuRunner(new GpuDevice(card, new CpuDevice(1), mostBytes)), long.MaxValue);

    /// <summary>A card of one's own, to be closed by the test: ILGPU's simulator.</summary>
    public static GpuContext Simulate()
    {
        Context context = GpuDiscovery.NewContext(builder => builder.CPU(new CPUDevice(16, 16, 1)));
        return GpuContext.Open(context, context.Devices[0]);
    }

    private static GpuContext FirstCuda()
    {
        Context context = GpuDiscovery.NewContext(builder => builder.Cuda(_ => true));
        CudaDevice device = context.Devices.OfType<CudaDevice>().FirstOrDefault() ?? throw new DeviceException("There is no CUDA device.");
        return GpuContext.Open(context, device);
    }

    private static (GpuContext? Card, string Reason) Keep(Func<GpuContext> open)
    {
        try
        {
            GpuContext card = open();
            card.TryShare();                // never given back: it lasts as long as the process
            return (card, "");
        }
        catch (DeviceException e)
        {
            return (null, e.Message);
        }
    }
}
