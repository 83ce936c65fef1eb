using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// Time and peak memory of several occlusion maps at once on one model. One network a process: several in one would share a peak.
/// </summary>
internal static class ConcurrentOcclusion
{
    private const double Megabyte = 1 << 20;

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> network = new("--model") { Description = "The network.", DefaultValueFactory = _ => "resnet18" };
        Option<int> calls = new("--calls") { Description = "Maps computed at once.", DefaultValueFactory = _ => 8 };
        Option<int> stride = new("--stride") { Description = "Stride of the window of 32 pixels.", DefaultValueFactory = _ => 8 };
        Option<bool> pool = new("--pool") { Description = "Calls run on the thread pool instead of threads of their own." };
        RootCommand command = new("Time and peak memory of several occlusion maps at once.") { network, calls, stride, pool };
        command.SetAction(parsed => Measure(
            parsed.GetRequiredValue(network), parsed.GetValue(calls), parsed.GetValue(stride), parsed.GetValue(pool)));
        return command.Parse(args).Invoke();
    }

    private static int Measure(string network, int calls, int stride, bool isOnPool)
    {
        using Model model = Model.Load(Networks.Write(network));
        OcclusionOptions options = new() { Window = new OcclusionWindow(32, stride) };
        Occlusion.Compute(model, HashFill.Image("warm", 1, 224), options: new OcclusionOptions { Window = new OcclusionWindow(32, 32) });
        using Process process = Process.GetCurrentProcess();
        double before = process.WorkingSet64 / Megabyte;
        long start = Stopwatch.GetTimestamp();
        Task<OcclusionMap>[] tasks = [.. Enumerable.Range(0, calls).Select(call => Task.Factory.StartNew(
            () => Occlusion.Compute(model, HashFill.Image($"{call}", 1, 224), options: options),
            CancellationToken.None,
            isOnPool ? TaskCreationOptions.None : TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        Task.WaitAll(tasks);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{network}: {calls} at once, {seconds:0.00} s, peak {process.PeakWorkingSet64 / Megabyte:0} MB, "
            + $"{process.PeakWorkingSet64 / Megabyte - before:0} MB above a warm model"));
        return 0;
    }
}
