using System.CommandLine;
using System.Globalization;
using NetInsight.Execution.Incremental;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// <see cref="Occlusion"/> beside ONNX Runtime running the same occluded inputs, in turn, in one process. ONNX Runtime runs a sample of the
/// positions, spread evenly, in its best batch size; its time for all of them follows by proportion, since each costs it the same.
/// </summary>
internal static class OcclusionVersus
{
    private static readonly int[] PeerBatches = [1, 8, 16];

    private sealed record Line(
        string Model, int Window, int Stride, int Positions, int Threads, double OursMs, double PeerMs, double Ratio, double CpuRatio,
        double MaxAbsDifference);

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> models = Networks.Option();
        Option<int[]> windows = new("--window")
        {
            Description = "The window's side in pixels; may be given twice.",
            DefaultValueFactory = _ => [16, 32],
        };
        Option<int> stride = new("--stride") { Description = "Pixels between positions.", DefaultValueFactory = _ => 8 };
        Option<int> threads = new("--threads") { Description = "Threads for both.", DefaultValueFactory = _ => 2 };
        Option<int> rounds = new("--rounds") { Description = "Rounds of each.", DefaultValueFactory = _ => 3 };
        Option<int> sample = new("--sample")
        {
            Description = "Positions that ONNX Runtime runs in a round.",
            DefaultValueFactory = _ => 16,
        };
        Option<FileInfo?> json = Figures.Option();
        Option<string> device = new("--device")
        {
            Description = "cpu, beside ONNX Runtime; cuda or opencl, beside whole runs on the same GPU.",
            DefaultValueFactory = _ => "cpu",
        };
        Option<FileInfo?> peers = new("--peers") { Description = "On a GPU: what bench/versus_torch.py printed." };
        RootCommand command = new("Occlusion beside ONNX Runtime.")
        {
            models, windows, stride, threads, rounds, sample, json, device, peers,
        };
        command.SetAction(parsed =>
        {
            string[] networks = parsed.GetRequiredValue(models).Split(',');
            int[] sides = parsed.GetRequiredValue(windows);
            int step = parsed.GetValue(stride), times = parsed.GetValue(rounds);
            if (parsed.GetRequiredValue(device) is var kind and not "cpu")
                return OcclusionOnGpu.Run(kind, networks, sides, step, times, Peers.Read(parsed.GetValue(peers)));
            List<Line> lines = [];
            Console.WriteLine("| network | window | stride | positions | ours ms | ONNX Runtime ms (batch) | ratio | CPU ratio | "
                + "largest difference of probability |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
            foreach (string name in networks)
            {
                foreach (int side in sides)
                    lines.Add(Compare(name, new OcclusionWindow(side, step), parsed.GetValue(threads), times, parsed.GetValue(sample)));
            }

            Figures.Write(parsed.GetValue(json), lines);
            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private static Line Compare(string name, OcclusionWindow window, int threads, int rounds, int sample)
    {
        string path = Networks.Write(name);
        Tensor input = HashFill.Image("versus", 1, 224);
        OcclusionOptions options = new() { Window = window, Fill = Fill.InputValue(0) };
        using Model model = Model.Load(path, ModelOptions.Default with { Parallelism = threads });
        OcclusionMap map = Occlusion.Compute(model, input, options: options);
        OcclusionGrid grid = map.Grids[0];
        int positions = grid.Rows * grid.Columns;
        int[] sampled = [.. Enumerable.Range(0, sample).Select(index => (int)((index + 0.5) * positions / sample))];
        Tensor occluded = Occluded(input, grid, sampled);

        using Contender ours = Contender.Of(() => Occlusion.Compute(model, input, options: options));
        Contender[] peers = [.. PeerBatches.Select(batch => Contender.Peer(path, threads))];
        Tensor[][] batches = [.. PeerBatches.Select(size => Slices(occluded, Math.Min(size, sample)))];
        double difference = Difference(map, sampled, peers[0], batches[0]);
        for (int round = 0; round < rounds; round++)
        {
            ours.MeasureOnce([input]);
            for (int peer = 0; peer < peers.Length; peer++)
                peers[peer].MeasureOnce(batches[peer]);
        }

        Contender best = peers.MinBy(peer => peer.Milliseconds)!;
        double scale = (double)positions / sample;
        Line line = new(
            name, window.Width, window.StrideRight, positions, threads, ours.Milliseconds, scale * best.Milliseconds,
            scale * best.Milliseconds / ours.Milliseconds, scale * best.CpuMilliseconds / ours.CpuMilliseconds, difference);
        foreach (Contender peer in peers)
            peer.Dispose();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {line.Window} | {line.Stride} | {positions} | {line.OursMs:F0} "
            + $"| {line.PeerMs:F0} ({PeerBatches[Array.IndexOf(peers, best)]}) "
            + $"| {line.Ratio:F2} | {line.CpuRatio:F2} | {difference:E1} |"));
        return line;
    }

    /// <summary>The input with the window at each of some positions: [positions, channels, height, width].</summary>
    private static Tensor Occluded(Tensor input, OcclusionGrid grid, int[] positions)
    {
        Region[] masks =
        [
            .. positions.Select(position => grid.RectangleAt(position / grid.Columns, position % grid.Columns))
                .Select(at => new Region(at.Top, at.Left, at.Height, at.Width)),
        ];
        Tensor occluded = new(input.Shape.With(0, positions.Length));
        OccludedInputs.Paste(input, new Tensor(input.Shape), masks, occluded);
        return occluded;
    }

    private static Tensor[] Slices(Tensor batch, int size) =>
    [
        .. Enumerable.Range(0, (batch.Shape[0] + size - 1) / size)
            .Select(slice => BatchSlices.Cut(batch, slice * size, Math.Min(size, batch.Shape[0] - slice * size))),
    ];

    private static double Difference(OcclusionMap map, int[] positions, Contender peer, Tensor[] inputs)
    {
        OcclusionGrid grid = map.Grids[0];
        double largest = 0;
        for (int index = 0; index < positions.Length; index++)
        {
            float[] logits = peer.Run(inputs[index]);
            Tensor probabilities = Head.Logits.Probabilities(new Tensor(new Shape(1, logits.Length), logits));
            (int row, int column) = (positions[index] / grid.Columns, positions[index] % grid.Columns);
            for (int k = 0; k < logits.Length; k++)
                largest = Math.Max(largest, Math.Abs(probabilities[0, k] - grid.Probability(row, column, k)));
        }

        return largest;
    }
}
