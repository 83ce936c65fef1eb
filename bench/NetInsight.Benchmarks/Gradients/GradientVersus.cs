using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NetInsight.Models;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// Forward pass and gradient with respect to the input beside PyTorch: the same networks, weights, input and number of threads, in turn,
/// PyTorch in a process of its own. Times are the best of all runs of all rounds. Differences are relative to the largest element.
/// </summary>
/// <remarks>
/// Where a ReLU's input or the difference of two taps of a pool is so small that float arithmetic decides its sign, whole fields of the
/// gradient depend on it. So both gradients are also compared with PyTorch's in double precision, for the first image, and ours once more
/// with that gradient where each ReLU and pool decides as it did in our run: what is left of a difference then is no tie, but a fault.
/// </remarks>
internal static class GradientVersus
{
    private const int Size = 224, Label = 386;
    private const double RoundMilliseconds = 400, Megabyte = 1 << 20;

    /// <summary>One line of the table.</summary>
    private sealed record Line(
        string Model,
        int Batch,
        int Threads,
        double OursMs,
        string Peer,
        double PeerMs,
        double Ratio,
        double BackwardOverForward,
        double BackwardOverForwardCpu,
        double MaxRelativeDifference,
        double MaxRelativeDifferenceToDouble,
        double MaxRelativeDifferenceToDoubleWithSameChoices,
        double PeerMaxRelativeDifferenceToDouble,
        double OursForwardMs,
        double PeerForwardMs,
        double OursCpuMs,
        double OursForwardCpuMs,
        int Rounds,
        int DisturbedRounds,
        double OursPeakMb,
        double PeerPeakMb);

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
        Option<FileInfo?> json = Figures.Option();
        Option<int> rounds = new("--rounds") { Description = "Rounds of each.", DefaultValueFactory = _ => 5 };
        Option<string> python = Child.Python();
        RootCommand command = new("Forward and gradient to the input, beside PyTorch.") { models, threads, batches, json, rounds, python };
        command.SetAction(parsed =>
        {
            List<Line> lines = [];
            Console.WriteLine("| network | batch | ours ms | PyTorch ms | ratio | backward / forward | by CPU time | of PyTorch "
                + "| disturbed rounds | peak MB ours / PyTorch "
                + "| largest difference: of both | ours to double | same choices | PyTorch to double |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (string name in parsed.GetRequiredValue(models).Split(','))
            {
                foreach (int batch in parsed.GetRequiredValue(batches))
                {
                    lines.Add(Compare(
                        name, batch, parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetRequiredValue(python)));
                }
            }

            Figures.Write(parsed.GetValue(json), lines);
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
        Series ours = new(), forward = new(), theirs = new(), theirForward = new();
        float[] gradient = model.Gradient(input, Target.Class(Label)).AsSpan().ToArray();
        for (int round = 0; round < rounds; round++)
        {
            forward.Add(Measure(() => model.Logits(input), out double cpu), cpu);
            ours.Add(Measure(() => model.Gradient(input, Target.Class(Label)), out cpu), cpu);
            theirForward.Add(peer?.Measure("forward", RoundMilliseconds) ?? []);
            theirs.Add(peer?.Measure("gradient", RoundMilliseconds) ?? []);
        }

        float[] expected = peer?.Gradient("save") ?? gradient;
        double peak = peer?.Peak() ?? double.NaN;
        float[] exact = peer?.Gradient("save-double") ?? gradient;
        float[] chosen = peer is null ? gradient : WithOurChoices(peer, model, input);
        double mine = ours.Best, mineForward = forward.Best, its = theirs.Best, itsForward = theirForward.Best;
        int disturbed = Enumerable.Range(0, rounds).Count(round =>
            new[] { ours, forward, theirs, theirForward }.Any(series => series.IsDisturbed(round)));
        Line line = new(
            name,
            batch,
            threads,
            mine,
            peer is null ? "none" : $"PyTorch {peer.Version}",
            its,
            its / mine,
            (mine - mineForward) / mineForward,
            ours.LeastCpu / forward.LeastCpu - 1,
            Difference(expected, gradient),
            Difference(exact, gradient.AsSpan(0, exact.Length)),
            Difference(chosen, gradient.AsSpan(0, chosen.Length)),
            Difference(exact, expected.AsSpan(0, exact.Length)),
            mineForward,
            itsForward,
            ours.LeastCpu,
            forward.LeastCpu,
            rounds,
            disturbed,
            PeakOf(path, batch, threads),
            peak);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {batch} | {line.OursMs:F1} | {line.PeerMs:F1} | {line.Ratio:F2} | {line.BackwardOverForward:F2} "
            + $"| {line.BackwardOverForwardCpu:F2} | {(its - itsForward) / itsForward:F2} | {disturbed} of {rounds} "
            + $"| {line.OursPeakMb:F0} / {peak:F0} = {line.OursPeakMb / peak:F2} "
            + $"| {line.MaxRelativeDifference:E1} | {line.MaxRelativeDifferenceToDouble:E1} "
            + $"| {line.MaxRelativeDifferenceToDoubleWithSameChoices:E1} | {line.PeerMaxRelativeDifferenceToDouble:E1} |"));
        return line;
    }

    /// <summary>PyTorch's gradient of the first image in double precision, where each ReLU and pool decides as in our run.</summary>
    private static float[] WithOurChoices(PyTorchGradient peer, Model model, Tensor input)
    {
        string[] rectifiers = [.. model.Graph.Nodes.Where(node => node.Operator.Name is "Relu" or "Clip").Select(node => node.Name)];
        GradientResult result = model.RunGradient(
            new GradientRequest(input, [Target.Class(Label)]) { Outputs = rectifiers }, CancellationToken.None);
        string folder = Directory.CreateTempSubdirectory("netinsight-choices").FullName;
        try
        {
            for (int index = 0; index < rectifiers.Length; index++)
            {
                Tensor output = result.Outputs[rectifiers[index]];
                ReadOnlySpan<float> first = output.AsSpan()[..(output.Count / output.Shape[0])];
                File.WriteAllBytes(Path.Combine(folder, $"{index}"), MemoryMarshal.AsBytes(first).ToArray());
            }

            return peer.Gradient("save-chosen", folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The largest difference, relative to the largest element of what is expected.</summary>
    private static double Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double largest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)expected[i]));
            difference = Math.Max(difference, Math.Abs((double)expected[i] - actual[i]));
        }

        return difference / largest;
    }

    /// <summary>The best times of the rounds of one contender.</summary>
    private sealed class Series
    {
        /// <summary>A round whose best time exceeds the best of all by this factor was disturbed by other processes.</summary>
        private const double Disturbed = 1.15;

        private readonly List<double> _rounds = [];

        /// <summary>The best time of all rounds.</summary>
        public double Best => _rounds.Min();

        /// <summary>The least mean of a round in processor time of all threads, which other processes disturb less.</summary>
        public double LeastCpu { get; private set; } = double.PositiveInfinity;

        /// <summary>Adds the times of a round, and the mean of its processor times.</summary>
        public void Add(IEnumerable<double> milliseconds, double cpu = double.NaN)
        {
            _rounds.Add(milliseconds.DefaultIfEmpty(double.NaN).Min());
            LeastCpu = Math.Min(LeastCpu, cpu);
        }

        /// <summary>Whether a round was disturbed.</summary>
        public bool IsDisturbed(int round) => _rounds[round] > Disturbed * Best;
    }

    private static List<double> Measure(Action run, out double cpu)
    {
        List<double> milliseconds = [];
        run();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long before = Stopwatch.GetTimestamp();
            run();
            milliseconds.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < RoundMilliseconds);
        cpu = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / milliseconds.Count;
        return milliseconds;
    }

    private static double PeakOf(string path, int batch, int threads) =>
        double.Parse(Child.Again("gradient-memory", path, $"{batch}", $"{threads}"), CultureInfo.InvariantCulture);
}
