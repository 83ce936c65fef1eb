using System.Diagnostics;
using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Objectives;

namespace NetInsight.Benchmarks;

/// <summary>
/// FeatureVisualization: seconds of 256 steps, and the share that is not the network's forward and backward pass. The network alone runs in
/// turn with it, on an image of noise; PyTorch runs Lucid's recipe on SqueezeNet where it is installed.
/// </summary>
internal static class SynthesisSpeed
{
    private const int Rounds = 3, Steps = 256;
    private const double MostSeconds = 30;

    /// <summary>Prints the table; whether SqueezeNet at 128 x 128 pixels takes less than 30 s.</summary>
    public static bool Run(SynthesisInputs inputs, string? python)
    {
        Console.WriteLine($"{Steps} steps, {inputs.Threads} threads, the best of {Rounds} rounds");
        Console.WriteLine("| network, layer, pixels | s | ms a step | of it the network | the loop's share |");
        Console.WriteLine("|---|---|---|---|---|");
        double seconds = Measure(inputs, "squeezenet1_1", "fire9/concat", 128);
        Measure(inputs, "squeezenet1_1", "fire9/concat", 224);
        Measure(inputs, "googlenet", "inception_4c/output", 224);
        if (python is not null && Lucid(python, inputs.Threads, 128) is { } peer)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"| PyTorch, Lucid's recipe, SqueezeNet, 128 | {peer:0.0} | {Ms(peer):0.0} | | |"));
        }

        return seconds < MostSeconds;
    }

    private static double Measure(SynthesisInputs inputs, string name, string layer, int extent)
    {
        using Model model = inputs.Load(name);
        FeatureVisualizationOptions options = new() { Steps = Steps, Size = new ImageSize(extent, extent) };
        ObjectiveRun run = new(model, Objective.Channel(layer, 12), new Shape(1, 3, extent, extent));
        Tensor images = Noise(extent);
        double whole = double.MaxValue, network = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            FeatureVisualization.Compute(model, layer, 12, options);
            whole = Math.Min(whole, clock.Elapsed.TotalSeconds);
            clock.Restart();
            for (int step = 0; step < Steps; step++)
                run.Run(images, CancellationToken.None);
            network = Math.Min(network, clock.Elapsed.TotalSeconds);
        }

        Console.WriteLine(FormattableString.Invariant(
            $"| {name}, {layer}, {extent} | {whole:0.0} | {Ms(whole):0.0} | {Ms(network):0.0} | {Math.Max(1 - network / whole, 0):P0} |"));
        return whole;
    }

    private static double Ms(double seconds) => 1000 * seconds / Steps;

    private static Tensor Noise(int extent)
    {
        Pcg32 random = new(1);
        Tensor images = new(new Shape(1, 3, extent, extent));
        foreach (ref float value in images.AsSpan())
            value = (float)(50 * random.NextNormal());
        return images;
    }

    /// <summary>Seconds of the same steps in PyTorch; null where it is not installed.</summary>
    private static double? Lucid(string python, int threads, int extent)
    {
        ProcessStartInfo start = new(python) { RedirectStandardOutput = true };
        string script = Path.Combine(AppContext.BaseDirectory, "Synthesis", "peer_lucid.py");
        foreach (string argument in new[] { script, $"{threads}", $"{Steps}", $"{extent}", $"{Rounds}" })
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
