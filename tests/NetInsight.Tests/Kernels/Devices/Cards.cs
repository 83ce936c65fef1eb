using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace NetInsight.Tests.Kernels.Devices;

/// <summary>The graphics devices that tests run on, each opened once for the whole process: ILGPU's simulator, OpenCL, and CUDA where there is a card.</summary>
internal static class Cards
{
    private static readonly Lazy<(GpuCard? Card, string Reason)> TheSimulator = new(() => Keep(Simulate)), TheOpenCL = new(() => Keep(Pocl.FirstOpenCL)), TheCuda = new(() => Keep(FirstCuda));

    /// <summary>The kinds that tests name.</summary>
    public static TheoryData<string> All { get; } = ["simulator", "opencl", "cuda"];

    /// <summary>The card of a kind, or a skipped test.</summary>
    public static GpuCard Require(string kind)
    {
        (GpuCard? card, string reason) = kind switch
        {
            "simulator" => TheSimulator.Value,
            "opencl" => TheOpenCL.Value,
            _ => TheCuda.Value,
        };
        Assert.SkipWhen(card is null, reason);
        return card!;
    }

    /// <summary>A device as users have it, on the card of a kind; or a skipped test.</summary>
    public static GraphicsDevice Device(string kind, long? mostBytes = null)
    {
        GpuCard card = Require(kind);
        return new GraphicsDevice(card.Name, kind == "cuda" ? DeviceKind.Cuda : DeviceKind.OpenCL, () => card, mostBytes);
    }

    /// <summary>An engine that runs a graph on a card.</summary>
    public static Engine EngineOn(this GpuCard card, Graph graph, long? mostBytes = null) =>
        new(graph, new GpuRunner(new GpuDevice(card, new CpuDevice(1), mostBytes)), long.MaxValue);

    /// <summary>A card of one's own, to be closed by the test: ILGPU's simulator.</summary>
    public static GpuCard Simulate()
    {
        Context context = GpuSearch.NewContext(builder => builder.CPU(new CPUDevice(16, 16, 1)));
        return GpuCard.Open(context, context.Devices[0]);
    }

    private static GpuCard FirstCuda()
    {
        Context context = GpuSearch.NewContext(builder => builder.Cuda(_ => true));
        CudaDevice device = context.Devices.OfType<CudaDevice>().FirstOrDefault() ?? throw new DeviceException("There is no CUDA device.");
        return GpuCard.Open(context, device);
    }

    private static (GpuCard? Card, string Reason) Keep(Func<GpuCard> open)
    {
        try
        {
            GpuCard card = open();
            card.TryShare();                // never given back: it lasts as long as the process
            return (card, "");
        }
        catch (DeviceException e)
        {
            return (null, e.Message);
        }
    }
}
