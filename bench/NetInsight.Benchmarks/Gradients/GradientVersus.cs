using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// Forward pass and gradient with respect to the input beside PyTorch: the same networks, weights, input and number of threads, in turn,
/// PyTorch in a process of its own.
/// </summary>
internal static class GradientVersus
{
    private const int Size = 224, Label = 386;
    private const double RoundMilliseconds = 600, Megabyte = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>One line of the table.</summary>
    private sealed record Line(
        string Model, int Batch, int Threads, double OursMs, string Peer, double PeerMs, double Ratio, double BackwardOverForward,
        double MaxRelativeDifference, double OursForwardMs, double PeerForwardMs, double OursPeakMb, double PeerPeakMb);

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> models = new("--models")
        {
            Description = $"Networks, separated by commas: {string.Join(", ", Networks.Names)}.",
            DefaultValueFactory = _ => "vgg16,resnet18,squeezenet1_1,googlenet,densenet121,mobilenet_v2,alexnet",
        };
        Option<int> threads = new("--threads") { Description = "Threads for both.", DefaultValueFactory = _ => 2 };
        Option<int[]> batches = new("--batch")
        {
            Description = "Images in a batch; may be given twice.",
            DefaultValueFactory = _ => [1, 8],
        };
        Option<FileInfo?> json = new("--json") { Description = "A file for the figures." };
        Option<int> rounds = new("--rounds") { Description = "Rounds of each.", DefaultValueFactory = _ => 5 };
        Option<string> python = new("--python")
        {
            Description = "The Python that has PyTorch and torchvision.",
            DefaultValueFactory = _ => "python3",
        };
        RootCommand command = new("Forward and gradient to the input, beside PyTorch.") { models, threads, batches, json, rounds, python };
        command.SetAction(parsed =>
        {
            List<Line> lines = [];
            Console.WriteLine("| network | batch | ours ms | PyTorch ms | ratio | backward / forward | of PyTorch | memory ratio "
                + "| largest difference / largest |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
            foreach (string name in parsed.GetRequiredValue(models).Split(','))
            {
                foreach (int batch in parsed.GetRequiredValue(batches))
                {
                    lines.Add(Compare(
                        name, batch, parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetRequiredValue(python)));
                }
            }

            if (parsed.GetValue(json) is { } file)
                File.WriteAllText(file.FullName, JsonSerializer.Serialize(lines, Json));
            return 0;
        });
        return command.Parse(args).Invoke();
    }

    /// <summary>One contender's memory, in a process of its own: loads, runs three times, prints its peak in megabytes.</summary>
    public static int Memory(string path, int batch, int threads)
    {
        Tensor input = HashFill.Image("versus", batch, Size);
        using Process process = Process.GetCurrentProcess();
        double before = process.WorkingSet64 / Megabyte;
        using Model model = Model.Load(path, ModelOptions.Default with { Parallelism = threads });
        for (int i = 0; i < 3; i++)
            model.Gradient(input, Target.Class(Label));
        process.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.PeakWorkingSet64 / Megabyte - before:F1}"));
        return 0;
    }

    private static Line Compare(string name, int batch, int threads, int rounds, string python)
    {
        string path = Networks.Write(name);
        Tensor input = HashFill.Image("versus", batch, Size);
        using Model model = Model.Load(path, ModelOptions.Default with { Parallelism = threads });
        using PyTorchGradient? peer = PyTorchGradient.Start(python, name, threads, input, Label);
        List<double> ours = [], forward = [], theirs = [], theirForward = [];
        float[] gradient = model.Gradient(input, Target.Class(Label)).AsSpan().ToArray();
        for (int round = 0; round < rounds; round++)
        {
            Measure(() => model.Logits(input), forward);
            Measure(() => model.Gradient(input, Target.Class(Label)), ours);
            theirForward.AddRange(peer?.Measure("forward", RoundMilliseconds / 2) ?? []);
            theirs.AddRange(peer?.Measure("gradient", RoundMilliseconds) ?? []);
        }

        float[] expected = peer?.Gradient() ?? gradient;
        double largest = expected.Max(value => Math.Abs((double)value));
        double difference = expected.Zip(gradient, (a, b) => Math.Abs((double)a - b)).Max() / largest;
        double mine = Median(ours), mineForward = Median(forward), its = Median(theirs), itsForward = Median(theirForward);
        Line line = new(
            name, batch, threads, mine, peer is null ? "none" : $"PyTorch {peer.Version}", its, its / mine,
            (mine - mineForward) / mineForward, difference, mineForward, itsForward, PeakOf(path, batch, threads), peer?.Peak() ?? 0);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {batch} | {line.OursMs:F1} | {line.PeerMs:F1} | {line.Ratio:F2} | {line.BackwardOverForward:F2} "
            + $"| {(its - itsForward) / itsForward:F2} | {line.OursPeakMb / line.PeerPeakMb:F2} | {difference:E1} |"));
        return line;
    }

    private static void Measure(Action run, List<double> milliseconds)
    {
        run();
        long start = Stopwatch.GetTimestamp();
        do
        {
            long before = Stopwatch.GetTimestamp();
            run();
            milliseconds.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < RoundMilliseconds);
    }

    private static double PeakOf(string path, int batch, int threads)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in new[] { "gradient-memory", path, $"{batch}", $"{threads}" })
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
