using System.CommandLine;
using System.Globalization;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>NetInsight beside ONNX Runtime: the same networks, input and number of threads, in turn, in one process.</summary>
internal static class Versus
{
    private const int Rounds = 7;
    private const double RoundMilliseconds = 400;

    /// <summary>One line of the table.</summary>
    private sealed record Line(
        string Model, int Batch, int Threads, double OursMs, double PeerMs, double Ratio, double CpuRatio, double MaxAbsDifference,
        double OursPeakMb, double PeerPeakMb);

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> models = Networks.Option();
        Option<int> threads = new("--threads") { Description = "Threads for both.", DefaultValueFactory = _ => 2 };
        Option<int[]> batches = new("--batch")
        {
            Description = "Images in a batch; may be given twice.",
            DefaultValueFactory = _ => [1, 8],
        };
        Option<FileInfo?> json = Figures.Option();
        Option<int> rounds = new("--rounds") { Description = "Rounds of each.", DefaultValueFactory = _ => Rounds };
        Option<string> device = new("--device")
        {
            Description = "cpu, beside ONNX Runtime; cuda or opencl, beside PyTorch's figures where --peers gives them.",
            DefaultValueFactory = _ => "cpu",
        };
        Option<bool> gradient = new("--gradient") { Description = "On a GPU: forward and the gradient of a logit by the input." };
        Option<FileInfo?> peers = new("--peers") { Description = "On a GPU: what bench/versus_torch.py printed." };
        RootCommand command = new("NetInsight beside ONNX Runtime, or on a GPU beside PyTorch.")
        {
            models, threads, batches, json, rounds, device, gradient, peers,
        };
        command.SetAction(parsed =>
        {
            string[] networks = parsed.GetRequiredValue(models).Split(',');
            if (parsed.GetRequiredValue(device) != "cpu")
            {
                return OnGpu.Run(
                    parsed.GetRequiredValue(device),
                    networks,
                    parsed.GetRequiredValue(batches),
                    parsed.GetValue(rounds),
                    parsed.GetValue(gradient),
                    Peers.Read(parsed.GetValue(peers)));
            }

            List<Line> lines = [];
            double peak = Peak.MultiplyAddsPerSecond(parsed.GetValue(threads));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{parsed.GetValue(threads)} threads; peak {2 * peak / 1e9:F0} GFLOP/s (fused multiply-adds on registers)"));
            Console.WriteLine("| network | batch | ours ms | ONNX Runtime ms | ratio | CPU ratio | % of peak | first call ratio "
                + "| memory ratio | largest difference / largest logit |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
            foreach (string name in networks)
            {
                string path = Networks.Write(name);
                foreach (int batch in parsed.GetRequiredValue(batches))
                    lines.Add(Compare(name, path, batch, parsed.GetValue(threads), parsed.GetValue(rounds), peak));
            }

            Figures.Write(parsed.GetValue(json), lines);
            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private static Line Compare(string name, string path, int batch, int threads, int rounds, double peak)
    {
        Tensor input = HashFill.Image("versus", batch, 224);
        using Contender ours = Contender.Ours(path, threads), peer = Contender.Peer(path, threads);
        float[] mine = ours.Run(input), theirs = peer.Run(input);
        double largest = theirs.Max(Math.Abs), difference = mine.Zip(theirs, (a, b) => Math.Abs(a - b)).Max();
        for (int round = 0; round < rounds; round++)
        {
            ours.Measure(input, RoundMilliseconds);
            peer.Measure(input, RoundMilliseconds);
        }

        (double ourPeak, double ourFirst) = Memory.Of("ours", path, batch, threads);
        (double peerPeak, double peerFirst) = Memory.Of("peer", path, batch, threads);
        Line line = new(
            name, batch, threads, ours.Milliseconds, peer.Milliseconds, peer.Milliseconds / ours.Milliseconds,
            peer.CpuMilliseconds / ours.CpuMilliseconds, difference, ourPeak, peerPeak);
        double share = MultiplyAdds(path) * batch / (ours.Milliseconds / 1000) / peak;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {batch} | {line.OursMs:F2} | {line.PeerMs:F2} | {line.Ratio:F2} | {line.CpuRatio:F2} | {100 * share:F0} "
            + $"| {ourFirst / peerFirst:F2} | {ourPeak / peerPeak:F2} | {difference / largest:E1} |"));
        return line;
    }

    private static double MultiplyAdds(string path)
    {
        using Model model = Model.Load(path);
        return model.MultiplyAddCount;
    }
}
