using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// Attributions that run a network many times, on ResNet-18, beside what Captum computes, written in PyTorch: time and peak memory, each in
/// a process of its own.
/// </summary>
internal static class AttributionVersus
{
    private const int Size = 224, Label = 386;
    private const double Megabyte = 1 << 20;

    /// <summary>One line of the table.</summary>
    private sealed record Line(
        string Task,
        int Count,
        int Threads,
        double OursMs,
        double OursCpuSeconds,
        double OursPeakMb,
        double PeerMs,
        double PeerCpuSeconds,
        double PeerPeakMb,
        int PeerBatch,
        double Ratio);

    private sealed record Peer(double Ms, double Cpu, int Batch, double Before, double Peak);

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> tasks = new("--tasks")
        {
            Description = "Separated by commas: integrated, smoothgrad, rise.",
            DefaultValueFactory = _ => "integrated,smoothgrad,rise",
        };
        Option<int> threads = new("--threads") { Description = "Threads for both.", DefaultValueFactory = _ => 2 };
        Option<int> steps = new("--steps") { Description = "Steps and samples.", DefaultValueFactory = _ => 50 };
        Option<int> masks = new("--masks") { Description = "Masks of RISE.", DefaultValueFactory = _ => 4000 };
        Option<FileInfo?> json = Figures.Option();
        Option<string> python = Child.Python();
        RootCommand command = new("Attributions of ResNet-18 beside Captum's computations in PyTorch.")
        {
            tasks, threads, steps, masks, json, python,
        };
        command.SetAction(parsed =>
        {
            List<Line> lines = [];
            Console.WriteLine("| computation | ours s | PyTorch s (batch) | ratio | ours CPU s | PyTorch CPU s | ours MB | PyTorch MB |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|");
            foreach (string task in parsed.GetRequiredValue(tasks).Split(','))
            {
                int count = parsed.GetValue(task == "rise" ? masks : steps);
                Line line = Compare(task, count, parsed.GetValue(threads), parsed.GetRequiredValue(python));
                lines.Add(line);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {task} {count} | {line.OursMs / 1000:F2} | {line.PeerMs / 1000:F2} ({line.PeerBatch}) | {line.Ratio:F2} "
                    + $"| {line.OursCpuSeconds:F2} | {line.PeerCpuSeconds:F2} | {line.OursPeakMb:F0} | {line.PeerPeakMb:F0} |"));
            }

            Figures.Write(parsed.GetValue(json), lines);
            return 0;
        });
        return command.Parse(args).Invoke();
    }

    /// <summary>Ours in this process: loads, computes once with few samples, then prints milliseconds, seconds of processor time
    /// and the peak in megabytes.</summary>
    public static int One(string task, int count, int threads)
    {
        string path = Networks.Write("resnet18");
        Tensor input = HashFill.Image("versus", 1, Size);
        using Process process = Process.GetCurrentProcess();
        double before = process.WorkingSet64 / Megabyte;
        using Model model = Model.Load(path, ModelOptions.Default with { Parallelism = threads });
        Compute(task, Math.Min(count, 50), model, input);
        process.Refresh();
        double used = process.TotalProcessorTime.TotalSeconds;
        long start = Stopwatch.GetTimestamp();
        Compute(task, count, model, input);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        used = process.TotalProcessorTime.TotalSeconds - used;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{milliseconds:F1} {used:F2} {process.PeakWorkingSet64 / Megabyte - before:F1}"));
        return 0;
    }

    private static void Compute(string task, int count, Model model, Tensor input)
    {
        switch (task)
        {
            case "integrated":
                IntegratedGradients.Compute(
                    model, input, Target.Class(Label), new IntegratedGradientsOptions { Steps = count, Baselines = [Fill.InputValue(0)] });
                break;
            case "smoothgrad":
                SmoothGrad.Compute(model, input, Target.Class(Label), new SmoothGradOptions { Samples = count });
                break;
            case "rise":
                Rise.Compute(model, input, Target.Class(Label, ClassScore.Probability), new RiseOptions { Masks = count });
                break;
            default:
                throw new ArgumentException($"There is no task '{task}'; there are integrated, smoothgrad and rise.", nameof(task));
        }
    }

    private static Line Compare(string task, int count, int threads, string python)
    {
        Networks.Write("resnet18");
        string[] number = [count.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture)];
        double[] ours = [.. Child.Again(["attribution-one", task, .. number]).Split()
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        string script = Path.Combine(AppContext.BaseDirectory, "attribution_torch.py");
        Peer peer = Answer([]);
        peer = Answer([peer.Batch.ToString(CultureInfo.InvariantCulture)]);
        return new Line(
            task, count, threads, ours[0], ours[1], ours[2], peer.Ms, peer.Cpu, peer.Peak - peer.Before, peer.Batch, peer.Ms / ours[0]);

        // The first process finds the batch size on a part of the work, the second runs all of it with that size alone.
        Peer Answer(string[] size) => JsonSerializer.Deserialize<Peer>(
            Child.Answer(python, [script, task, .. size.Length == 0 ? ["50", number[1]] : number, .. size]), Figures.Json)!;
    }
}
