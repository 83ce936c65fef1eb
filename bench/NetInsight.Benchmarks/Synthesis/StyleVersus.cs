using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Synthesis.Style;

namespace NetInsight.Benchmarks;

/// <summary>
/// Style transfer beside PyTorch: the same network, images, layers, weights, optimiser, start and steps. The loss, smoothed over ten steps,
/// must never rise, and end within 5% of PyTorch's; the exit code says so.
/// </summary>
internal static class StyleVersus
{
    private const int Smoothed = 10;
    private const double Allowed = 0.05;

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> models = new("--models")
        {
            Description = "Trained networks of the shared folder, separated by commas: squeezenet1_1, googlenet.",
            DefaultValueFactory = _ => "squeezenet1_1,googlenet",
        };
        Option<string> optimizers = new("--optimizers") { Description = "lbfgs, adam.", DefaultValueFactory = _ => "lbfgs,adam" };
        Option<int> size = new("--size") { Description = "Height and width.", DefaultValueFactory = _ => 256 };
        Option<int> steps = new("--steps") { Description = "Steps.", DefaultValueFactory = _ => 100 };
        Option<int> threads = new("--threads") { Description = "Threads for both.", DefaultValueFactory = _ => 2 };
        Option<string?> content = new("--content") { Description = "An image; a drawn landscape by default." };
        Option<string?> style = new("--style") { Description = "An image; drawn brush strokes by default." };
        Option<string?> output = new("--out") { Description = "A folder for content, style and both results." };
        Option<string> shared = new("--shared") { Description = "The folder with data/.", DefaultValueFactory = _ => "../shared" };
        Option<string> python = new("--python")
        {
            Description = "The Python that has PyTorch and onnx.",
            DefaultValueFactory = _ => "python3",
        };
        RootCommand command = new("Style transfer beside PyTorch.")
        {
            models, optimizers, size, steps, threads, content, style, output, shared, python,
        };
        command.SetAction(parsed =>
        {
            int side = parsed.GetValue(size);
            RgbImage shown = parsed.GetValue(content) is { } first ? Square(first, side) : DrawnPictures.Landscape(side);
            RgbImage manner = parsed.GetValue(style) is { } second ? Square(second, side) : DrawnPictures.Strokes(side);
            Console.WriteLine("| network | optimiser | steps | loss before | ours | PyTorch | difference | smoothed loss rises (PyTorch) "
                + "| mean difference of both images, of 255 | ms a step | of PyTorch |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
            bool isGood = true;
            foreach (string name in parsed.GetRequiredValue(models).Split(','))
            {
                string path = Path.Combine(parsed.GetRequiredValue(shared), "data", "models", $"{name}.onnx");
                if (!File.Exists(path))
                {
                    Console.WriteLine($"SKIPPED: {path} is absent");
                    continue;
                }

                using Model model = Model.Load(path, new ModelOptions
                {
                    Preprocessing = Preprocessing.Caffe,
                    Parallelism = parsed.GetValue(threads),
                });
                foreach (string optimizer in parsed.GetRequiredValue(optimizers).Split(','))
                {
                    Setting setting = new(name, path, optimizer, parsed.GetValue(steps), parsed.GetValue(output));
                    isGood &= Compare(model, setting, shown, manner, parsed.GetRequiredValue(python));
                }
            }

            return isGood ? 0 : 1;
        });
        return command.Parse(args).Invoke();
    }

    private sealed record Setting(string Name, string Path, string Optimizer, int Steps, string? Output);

    private static bool Compare(Model model, Setting setting, RgbImage content, RgbImage style, string python)
    {
        bool isAdam = setting.Optimizer == "adam";
        StyleTransferOptions options = new()
        {
            Steps = setting.Steps,
            LongSide = null,
            Optimizer = isAdam ? Optimizer.Adam(rate: 2) : Optimizer.LBfgs(memory: 20),
        };
        long start = Stopwatch.GetTimestamp();
        StyleTransferReport styled = StyleTransfer.Compute(model, content, style, options);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        PyTorchStyle? peer = PyTorchStyle.Run(
            python,
            new Dictionary<string, object>
            {
                ["model"] = setting.Path,
                ["contentLayers"] = Weights(StyleLayers.ForContent(model), options.ContentWeight),
                ["styleLayers"] = Weights(StyleLayers.ForGram(model), options.StyleWeight),
                ["optimizer"] = setting.Optimizer,
                ["rate"] = isAdam ? 2 : 1,
                ["memory"] = 20,
                ["steps"] = setting.Steps,
                ["threads"] = model.Parallelism,
            },
            model.Preprocessing.ToTensor([content]),
            model.Preprocessing.ToTensor([style]));
        double difference = peer is null ? double.NaN : styled.Losses[^1] / peer.Losses[^1] - 1;
        int rises = Rises(styled.Losses);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {setting.Name} | {setting.Optimizer} | {setting.Steps} | {styled.Losses[0]:G5} | {styled.Losses[^1]:G5} "
            + $"| {peer?.Losses[^1] ?? double.NaN:G5} | {difference:P2} | {rises} ({(peer is null ? "-" : Rises(peer.Losses))}) "
            + $"| {(peer is null ? double.NaN : Distance(styled.Synthesis.Inputs, peer.Image)):F2} | {1000 * seconds / setting.Steps:F0} "
            + $"| {1000 * (peer?.Seconds ?? double.NaN) / setting.Steps:F0} |"));
        if (setting.Output is { } folder)
        {
            Directory.CreateDirectory(folder);
            styled.Beside().Save(Path.Combine(folder, $"{setting.Name}-{setting.Optimizer}.png"));
            if (peer is not null)
            {
                model.Preprocessing.ToImage(new Tensor(styled.Synthesis.Inputs.Shape, peer.Image))
                    .Save(Path.Combine(folder, $"{setting.Name}-{setting.Optimizer}-pytorch.png"));
            }
        }

        return rises == 0 && (peer is null || Math.Abs(difference) <= Allowed);
    }

    private static Dictionary<string, double> Weights(IEnumerable<LayerWeight> layers, double factor) =>
        layers.ToDictionary(layer => layer.Layer, layer => factor * layer.Weight);

    /// <summary>How often the mean of ten successive losses is above the one before.</summary>
    private static int Rises(IReadOnlyList<double> losses)
    {
        int rises = 0;
        for (int end = Smoothed; end < losses.Count; end++)
            rises += losses[end] > losses[end - Smoothed] ? 1 : 0;
        return rises;
    }

    /// <summary>The mean difference; both are inputs of a network from 0 to 255.</summary>
    private static double Distance(Tensor ours, float[] theirs)
    {
        double sum = 0;
        for (int i = 0; i < theirs.Length; i++)
            sum += Math.Abs((double)ours.AsSpan()[i] - theirs[i]) / theirs.Length;
        return sum;
    }

    private static RgbImage Square(string path, int side)
    {
        RgbImage image = RgbImage.Load(path).ResizeShortSide(side);
        return image.CenterCrop(side, side);
    }
}
