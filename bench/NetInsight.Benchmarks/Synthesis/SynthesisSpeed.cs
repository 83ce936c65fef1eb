using System.Diagnostics;
using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Objectives;

namespace NetInsight.Benchmarks;

/// <summary>
/// FeatureVisualization on SqueezeNet, 256 steps at 128 x 128 pixels: seconds, and the share that is not the network's forward and backward
/// pass. The network alone runs in turn with it, on images like those of the loop; PyTorch runs Lucid's recipe where it is installed.
/// </summary>
internal static class SynthesisSpeed
{
    private const int Rounds = 5, Steps = 256, Extent = 128;
    private const double MostSeconds = 30, MostShare = 0.1;

    /// <summary>Prints the table; whether time and share are below their bounds.</summary>
    public static bool Run(SynthesisInputs inputs, string? python)
    {
        using Model model = inputs.Load("squeezenet1_1");
        FeatureVisualizationOptions options = new() { Steps = Steps, Size = new ImageSize(Extent, Extent) };
        Objective objective = Objective.Channel("fire9/concat", 12);
        ObjectiveRun run = new(model, objective, new Shape(1, 3, Extent, Extent));
        Tensor images = Noise();
        double whole = double.MaxValue, network = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            FeatureVisualization.Compute(model, "fire9/concat", 12, options);
            whole = Math.Min(whole, clock.Elapsed.TotalSeconds);
            clock.Restart();
            for (int step = 0; step < Steps; step++)
                run.Run(images, CancellationToken.None);
            network = Math.Min(network, clock.Elapsed.TotalSeconds);
        }

        double share = Math.Max(1 - network / whole, 0);
        Console.WriteLine($"fire9/concat, channel 12, {inputs.Threads} threads; the best of {Rounds} rounds");
        Console.WriteLine("| | s | ms a step |");
        Console.WriteLine("|---|---|---|");
        Print("NetInsight", whole);
        Print("its network alone", network);
        if (python is not null && Lucid(python, inputs.Threads) is { } peer)
            Print("PyTorch, Lucid's recipe", peer);
        Console.WriteLine(FormattableString.Invariant($"the loop's own cost: {share:P1} (at most {MostShare:P0})"));
        return whole < MostSeconds && share < MostShare;
    }

    private static void Print(string name, double seconds) =>
        Console.WriteLine(FormattableString.Invariant($"| {name} | {seconds:0.00} | {1000 * seconds / Steps:0.00} |"));

    private static Tensor Noise()
    {
        Pcg32 random = new(1);
        Tensor images = new(new Shape(1, 3, Extent, Extent));
        foreach (ref float value in images.AsSpan())
            value = (float)(50 * random.NextNormal());
        return images;
    }

    /// <summary>Seconds of the same steps in PyTorch; null where it is not installed.</summary>
    private static double? Lucid(string python, int threads)
    {
        ProcessStartInfo start = new(python) { RedirectStandardOutput = true };
        string script = Path.Combine(AppContext.BaseDirectory, "Synthesis", "peer_lucid.py");
        foreach (string argument in new[] { script, $"{threads}", $"{Steps}", $"{Extent}", $"{Rounds}" })
            start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        try
        {
            using Process process = Process.Start(start)!;
            string answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? double.Parse(answer, System.Globalization.CultureInfo.InvariantCulture) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
