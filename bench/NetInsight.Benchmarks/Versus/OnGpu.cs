using System.Diagnostics;
using System.Globalization;
using NetInsight.Execution.Devices;
using NetInsight.Tests;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Benchmarks;

/// <summary>
/// NetInsight on a GPU, beside PyTorch on the same GPU in a process of its own (<c>bench/versus_torch.py</c>), TF32 off and on. On both
/// sides every run copies the input to the GPU and the logits back.
/// </summary>
internal static class OnGpu
{
    private const double RoundMilliseconds = 400;

    /// <summary>Prints a line for each network and batch; where PyTorch or CUDA is absent its columns say so.</summary>
    public static int Run(string kind, string[] networks, int[] batches, int rounds)
    {
        Device device = Choose(kind);
        Console.WriteLine(device);
        Console.WriteLine("| network | batch | ours ms | ours images/s | TFLOP/s | first run ms | PyTorch fp32 ms | ratio "
            + "| PyTorch TF32 ms | ratio | largest difference to the CPU / largest logit |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (string name in networks)
        {
            using Model model = Model.Load(Networks.Write(name));
            foreach (int batch in batches)
                Compare(name, model, device, batch, rounds);
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

    private static void Compare(string name, Model model, Device device, int batch, int rounds)
    {
        Tensor input = HashFill.Image("versus", batch, 224);
        float[] expected = model.Forward(input).AsSpan().ToArray();
        using Model moved = model.On(device);
        long start = Stopwatch.GetTimestamp();
        float[] got = moved.Forward(input).AsSpan().ToArray();
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double difference = expected.Zip(got, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs);
        List<double> times = [];
        for (int round = 0; round < rounds; round++)
        {
            long roundStart = Stopwatch.GetTimestamp();
            do
            {
                long before = Stopwatch.GetTimestamp();
                moved.Forward(input);
                times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }
            while (Stopwatch.GetElapsedTime(roundStart).TotalMilliseconds < RoundMilliseconds);
        }

        times.Sort();
        double ours = times[times.Count / 2];
        (double? full, double? reduced) = Torch(name, batch);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {batch} | {ours:F2} | {1000 * batch / ours:F0} | {2 * model.MultiplyAddCount * batch / ours / 1e9:F2} "
            + $"| {first:F0} | {Text(full)} | {Ratio(full, ours)} | {Text(reduced)} | {Ratio(reduced, ours)} | {difference:E1} |"));
    }

    private static string Text(double? milliseconds) => milliseconds?.ToString("F2", CultureInfo.InvariantCulture) ?? "not measured";

    private static string Ratio(double? theirs, double ours) =>
        theirs is { } time ? (time / ours).ToString("F2", CultureInfo.InvariantCulture) : "";

    /// <summary>PyTorch's median milliseconds with TF32 off and on; null where Python, PyTorch or CUDA is absent.</summary>
    private static (double? Full, double? Reduced) Torch(string name, int batch)
    {
        string script = Path.Combine(Repository(), "bench", "versus_torch.py");
        ProcessStartInfo start = new("python3") { RedirectStandardOutput = true };
        foreach (string argument in new[] { script, name, batch.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!;
            string[] words = process.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return process.ExitCode == 0 && words.Length == 2
                ? (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture))
                : (null, null);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, null);
        }
    }

    private static string Repository()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NetInsight.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The benchmark is not run from the repository.");
        return folder.FullName;
    }
}
