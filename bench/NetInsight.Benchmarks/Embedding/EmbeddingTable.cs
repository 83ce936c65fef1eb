using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NetInsight.Kernels.Embedding;
using NetInsight.Tests.FeatureSpace;

namespace NetInsight.Benchmarks;

/// <summary>t-SNE, neighbours and principal components beside scikit-learn: same points, same number of threads, in turn.</summary>
internal sealed class EmbeddingTable(ScikitLearn? peer, int threads)
{
    private const int Repeats = 3;

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<int> threads = new("--threads") { Description = "Threads for both.", DefaultValueFactory = _ => 2 };
        Option<string> python = new("--python")
        {
            Description = "The Python that has scikit-learn.",
            DefaultValueFactory = _ => "/usr/bin/python3",
        };
        Option<string> shared = new("--shared")
        {
            Description = "The folder with MNIST's test digits in data/.",
            DefaultValueFactory = _ => "../shared",
        };
        Option<string> tasks = new("--tasks")
        {
            Description = "Which lines, separated by commas.",
            DefaultValueFactory = _ => "pca,pca-wide,neighbors,tsne-2500,tsne-10000,cifar",
        };
        RootCommand command = new("NetInsight beside scikit-learn.") { threads, python, shared, tasks };
        command.SetAction(parsed =>
        {
            ScikitLearn? peer = ScikitLearn.Find(parsed.GetRequiredValue(python), parsed.GetValue(threads));
            Console.WriteLine(peer is null
                ? "scikit-learn: SKIPPED, not installed (apt-get install python3-sklearn libopenblas0-pthread)"
                : $"{peer.Description}; {parsed.GetValue(threads)} threads");
            if (peer is not null && !peer.Description.Contains("openblas", StringComparison.Ordinal))
                Console.WriteLine("WARNING: scikit-learn does not use OpenBLAS; the comparison is unfair to it.");
            Console.WriteLine("| task | ours s | scikit-learn s | ratio | ours | scikit-learn |");
            Console.WriteLine("|---|---|---|---|---|---|");
            EmbeddingTable table = new(peer, parsed.GetValue(threads));
            foreach (string task in parsed.GetRequiredValue(tasks).Split(','))
                table.Run(task, parsed.GetRequiredValue(shared));
            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private void Run(string task, string shared)
    {
        string digits = Path.Combine(shared, Digits.Images);
        if (task is not ("neighbors" or "pca-wide") && !File.Exists(digits))
        {
            Console.WriteLine($"| {task} | SKIPPED: {digits} is absent | | | | |");
            return;
        }

        switch (task)
        {
            case "pca":
                Components("PCA, 50 of 2,500 digits x 784 (exact)", Digits.Load(digits, 2500));
                break;
            case "pca-wide":
                Components("PCA, 50 of 10,000 x 2,048 (randomised)", Normal(10_000, 2048));
                break;
            case "neighbors":
                Neighbors(Normal(10_000, 2048));
                break;
            case "cifar":
                CifarNeighbors.Print(shared);
                break;
            case "tsne-2500":
                Map(digits, 2500);
                break;
            case "tsne-10000":
                Map(digits, 10_000);
                break;
            default:
                throw new ArgumentException($"There is no task '{task}'.");
        }
    }

    private void Components(string name, Tensor points)
    {
        PrincipalComponentsOptions options = new() { Parallelism = threads };
        PrincipalComponentBasis basis = PrincipalComponents.Compute(points, 50, options);
        double ours = Median(() => PrincipalComponents.Compute(points, 50, options));
        JsonElement? theirs = peer?.Run("pca", points, out _);
        Line(
            name, ours, theirs, $"first ratios {Ratios(basis.ExplainedVarianceRatio)}",
            result => Ratios(result.GetProperty("ratios").EnumerateArray().Select(ratio => ratio.GetDouble())));
    }

    private void Neighbors(Tensor points)
    {
        NearestNeighborsOptions options = new() { Parallelism = threads };
        Tensor queries = new(new Shape(5000, points.Shape[1]), points.AsSpan()[..(5000 * points.Shape[1])]);
        NearestNeighborTable table = NearestNeighbors.Compute(queries, points, 10, options);
        double ours = Median(() => NearestNeighbors.Compute(queries, points, 10, options));
        byte[] found = [];
        JsonElement? theirs = peer?.Run("neighbors", points, out found);
        ReadOnlySpan<int> indices = MemoryMarshal.Cast<byte, int>(found);
        int same = 0;
        for (int i = 0; i < indices.Length; i++)
            same += table.Indices(i / 10)[i % 10] == indices[i] ? 1 : 0;
        double share = indices.Length == 0 ? double.NaN : 100.0 * same / indices.Length;
        string quality = string.Create(CultureInfo.InvariantCulture, $"{share:F2}% equal entries");
        Line("neighbours, 5,000 queries of 10,000 x 2,048, k = 10", ours, theirs, quality, _ => "");
    }

    private void Map(string digits, int count)
    {
        Tensor points = Digits.Load(digits, count);
        Tensor reduced = PrincipalComponents.Compute(points, 50).Transform(points);
        TSneOptions options = new() { Parallelism = threads };
        TSneMap map = TSne.Compute(reduced, options);
        double ours = count > 5000 ? Time(() => TSne.Compute(reduced, options)) : Median(() => TSne.Compute(reduced, options));
        byte[] theirMap = [];
        JsonElement? theirs = peer?.Run("tsne", reduced, out theirMap);
        Line(
            $"t-SNE, {count:N0} digits, 1,000 steps", ours, theirs, Quality(reduced, map.Points, map.Divergence),
            result => Quality(
                reduced, new Tensor(new Shape(count, 2), MemoryMarshal.Cast<byte, float>(theirMap)),
                result.GetProperty("divergence").GetDouble()));
    }

    private static string Quality(Tensor points, Tensor map, double divergence) => string.Create(
        CultureInfo.InvariantCulture, $"KL {divergence:F3}, trustworthiness(12) {Metrics.Trustworthiness(points, map):F4}");

    private static void Line(string name, double ours, JsonElement? theirs, string quality, Func<JsonElement, string> theirQuality)
    {
        if (theirs is not { } result)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {ours:F2} | SKIPPED | | {quality} | |"));
            return;
        }

        double seconds = result.GetProperty("seconds").GetDouble();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {ours:F2} | {seconds:F2} | {seconds / ours:F2} | {quality} | {theirQuality(result)} |"));
    }

    private static string Ratios(IEnumerable<double> ratios) =>
        string.Join(", ", ratios.Take(3).Select(ratio => ratio.ToString("F5", CultureInfo.InvariantCulture)));

    private static double Median(Action run)
    {
        double[] seconds = [.. Enumerable.Range(0, Repeats).Select(_ => Time(run)).Order()];
        return seconds[Repeats / 2];
    }

    private static double Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Normally distributed values [rows, columns].</summary>
    internal static Tensor Normal(int rows, int columns)
    {
        Tensor result = new(new Shape(rows, columns));
        Pcg32 random = new(1);
        foreach (ref float value in result.AsSpan())
            value = (float)random.NextNormal();
        return result;
    }
}
