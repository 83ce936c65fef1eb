using System.Diagnostics;
using System.Globalization;
using NetInsight.Execution.Devices;
using NetInsight.Execution.Running;
using NetInsight.Tests;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Benchmarks;

/// <summary>
/// NetInsight on a GPU, beside what PyTorch needed on the same GPU (<c>bench/versus_torch.py</c>), TF32 off and on. On both sides every run
/// copies the input to the GPU and the result back.
/// </summary>
internal static class OnGpu
{
    private const double RoundMilliseconds = 300;

    /// <summary>Prints a line for each network and batch; where a figure of PyTorch's is absent its columns say so.</summary>
    /// <param name="kind">cuda or opencl.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="batches">Images in a batch.</param>
    /// <param name="rounds">Rounds of each.</param>
    /// <param name="isGradient">Whether forward plus the gradient of a logit by the input is measured, instead of forward.</param>
    /// <param name="peers">PyTorch's figures.</param>
    public static int Run(string kind, string[] networks, int[] batches, int rounds, bool isGradient, Peers peers)
    {
        Device device = Choose(kind);
        Console.WriteLine(device);
        string largest = isGradient ? "gradient" : "logit";
        Console.WriteLine("| network | batch | ours ms | ours images/s | TFLOP/s | first run ms | PyTorch fp32 ms | ratio "
            + $"| PyTorch TF32 ms | ratio | MB there | PyTorch MB | largest difference to the CPU / largest {largest} |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (string name in networks)
        {
            using Model model = Model.Load(Networks.Write(name));
            foreach (int batch in batches)
                Compare(name, model, device, batch, rounds, isGradient, peers);
        }

        return 0;
    }

    /// <summary>The first device of a kind, cuda or opencl; PoCL where no other OpenCL device can be used.</summary>
    public static Device Choose(string kind) => kind switch
    {
        "cuda" => Device.Cuda(),
        "opencl" => OpenCL(),
        _ => throw new ArgumentException($"The device is cpu, cuda or opencl, but was '{kind}'."),
    };

    private static Device OpenCL() => Device.Available.Any(found => found is { Kind: DeviceKind.OpenCL, Problem: null })
        ? Device.OpenCL()
        : new GpuModelDevice("PoCL", DeviceKind.OpenCL, Pocl.FirstOpenCL);

    /// <summary>The distance of two values; infinite where it is NaN, which a maximum would pass over.</summary>
    private static float DifferenceOf(float a, float b) => float.IsNaN(a - b) ? float.PositiveInfinity : Math.Abs(a - b);

    private static void Compare(string name, Model model, Device device, int batch, int rounds, bool isGradient, Peers peers)
    {
        Tensor input = HashFill.Image("versus", batch, 224);
        Func<Model, Tensor> run = isGradient ? network => network.Gradient(input, Target.Class(3)) : network => network.Forward(input);
        float[] expected = run(model).AsSpan().ToArray();
        using Model moved = model.On(device);
        long start = Stopwatch.GetTimestamp();
        float[] got = run(moved).AsSpan().ToArray();
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double difference = expected.Zip(got, DifferenceOf).Max() / expected.Max(Math.Abs);
        List<double> times = [];
        for (int round = 0; round < rounds; round++)
        {
            long roundStart = Stopwatch.GetTimestamp();
            do
            {
                long before = Stopwatch.GetTimestamp();
                run(moved);
                times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }
            while (Stopwatch.GetElapsedTime(roundStart).TotalMilliseconds < RoundMilliseconds);
        }

        times.Sort();
        double ours = times[times.Count / 2];
        double passes = isGradient ? 4 : 2;                     // operations for each multiply-add, forward and by the input
        string kind = isGradient ? "gradient" : "forward";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {batch} | {ours:F2} | {1000 * batch / ours:F0} | {passes * model.MultiplyAddCount * batch / ours / 1e9:F2} "
            + $"| {first:F0} | {peers.Columns(kind, name, $"{batch}", ours)} "
            + $"| {((GpuRunner)moved.Engine.Runner).Bytes / 1048576.0:F0} | {peers.Megabytes(kind, name, $"{batch}")} "
            + $"| {difference:E1} |"));
    }
}
