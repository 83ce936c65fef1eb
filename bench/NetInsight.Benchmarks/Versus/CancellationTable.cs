using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Execution.Running;
using NetInsight.Tests;
using NetInsight.Tests.Models;

namespace NetInsight.Benchmarks;

/// <summary>How long a cancelled task goes on: each task is run once whole, then cancelled at random moments.</summary>
internal static class CancellationTable
{
    private const string Layer = "features.28";     // the last convolution of VGG-16

    private static readonly Dictionary<string, Func<Action<CancellationToken>>> Tasks = new(StringComparer.Ordinal)
    {
        ["loading"] = () => With(LargeNetworkFiles.Chain(100_000), (file, token) =>
            Model.Load(new MemoryStream(file), cancellationToken: token).Dispose()),
        ["loading sums"] = () => With(LargeNetworkFiles.Sums(100_000), (file, token) =>
            Model.Load(new MemoryStream(file), cancellationToken: token).Dispose()),
        ["planning chain"] = () => With(Model.Load(new MemoryStream(LargeNetworkFiles.Chain(100_000))), Plan),
        ["planning fan"] = () => With(Model.Load(new MemoryStream(LargeNetworkFiles.Fan(20_000))), Plan),
        ["planning sums"] = () => With(Model.Load(new MemoryStream(LargeNetworkFiles.Sums(100_000))), Plan),
        ["summary"] = () => With(Model.Load(new MemoryStream(LargeNetworkFiles.Chain(100_000))), (model, token) => model.Summary(token)),
        ["run"] = () => WithVgg((model, token) => model.Logits(Input(8), cancellationToken: token)),
        ["occlusion"] = () => WithVgg((model, token) => Occlusion.Compute(
            model, Input(1), options: new OcclusionOptions { Window = new OcclusionWindow(32, 8) }, cancellationToken: token)),
        ["activations"] = () => WithVgg((model, token) => Activations.Compute(
            model, Input(1), [Layer, "features.0"], cancellationToken: token)),
        ["patches"] = () => WithVgg((model, token) => MaximallyActivatingPatches.Compute(
            model, Images(64).Select((image, i) => new NamedImage($"{i}", image)), Layer, cancellationToken: token)),
        ["features"] = () => WithVgg((model, token) => Features.Compute(model, Images(64), Layer, cancellationToken: token)),
        ["field check"] = () => WithVgg((model, token) => ReceptiveFieldCheck.Compute(model, Layer, cancellationToken: token)),
        ["neighbours"] = () => WithPoints(10_000, 2048, (points, token) => NearestNeighbors.Compute(points, 10, cancellationToken: token)),
        ["components"] = () => WithPoints(
            10_000, 2048, (points, token) => PrincipalComponents.Compute(points, 50, cancellationToken: token)),
        ["exact components"] = () => WithPoints(
            4_000, 900, (points, token) => PrincipalComponents.Compute(points, 50, cancellationToken: token)),
        ["t-SNE"] = () => WithPoints(5_000, 50, (points, token) => TSne.Compute(points, cancellationToken: token)),
        ["trustworthiness"] = () => WithPoints(
            5_000, 50, (points, token) => Metrics.Trustworthiness(points, points, cancellationToken: token)),
        ["grid"] = () => WithPoints(2_000, 2, (points, token) => GridMap.Compute(points, cancellationToken: token)),
        ["HTML map"] = () => WithPoints(
            2_000, 2, (points, token) => HtmlMap.Compute(points, [.. Images(2_000, side: 32)], cancellationToken: token)),
    };

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> tasks = new("--tasks")
        {
            Description = "Which lines, separated by commas.",
            DefaultValueFactory = _ => string.Join(',', Tasks.Keys),
        };
        Option<int> rounds = new("--rounds") { Description = "How often each is cancelled.", DefaultValueFactory = _ => 12 };
        RootCommand command = new("Milliseconds from cancelling to the end.") { tasks, rounds };
        command.SetAction(parsed =>
        {
            Console.WriteLine("| task | its time ms | cancelled | median ms | longest ms |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (string task in parsed.GetRequiredValue(tasks).Split(','))
                Measure(task, parsed.GetValue(rounds));
            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private static void Measure(string name, int rounds)
    {
        if (!Tasks.TryGetValue(name, out Func<Action<CancellationToken>>? setUp))
            throw new ArgumentException($"There is no task '{name}'; there are {string.Join(", ", Tasks.Keys)}.");
        Action<CancellationToken> run = setUp();
        long start = Stopwatch.GetTimestamp();
        run(CancellationToken.None);
        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        Random random = new(1);
        List<double> times = [];
        for (int round = 0; round < rounds; round++)
        {
            if (Latency(run, whole * (0.95 * random.NextDouble())) is { } time)
                times.Add(time);
        }

        times.Sort();
        string found = times.Count == 0
            ? "it was done before | |"
            : string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2]:0} | {times[^1]:0} |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {whole.TotalMilliseconds:0} | {times.Count} of {rounds} | {found}"));
    }

    /// <summary>Milliseconds from cancelling to the end; null where the task was done before.</summary>
    private static double? Latency(Action<CancellationToken> run, TimeSpan delay)
    {
        using CancellationTokenSource source = new();
        long cancelled = 0;
        using CancellationTokenRegistration registration =
            source.Token.Register(() => Volatile.Write(ref cancelled, Stopwatch.GetTimestamp()));
        source.CancelAfter(delay);
        try
        {
            run(source.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            long begun = Volatile.Read(ref cancelled);      // 0 where the task ended before the moment was noted
            return begun == 0 ? 0 : Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }
    }

    private static void Plan(Model model, CancellationToken token)
    {
        using Engine engine = new(model.Graph, model.Parallelism, long.MaxValue);
        engine.PlanFor(new Shape(1, 3, 8, 8), model.LogitsValue, token).Memory(token);
    }

    private static Action<CancellationToken> WithVgg(Action<Model, CancellationToken> run) =>
        With(Architectures.Vgg16(HashFill.Weights, options: new ModelOptions { Parallelism = 2 }), run);

    private static Action<CancellationToken> WithPoints(int rows, int columns, Action<Tensor, CancellationToken> run) =>
        With(EmbeddingTable.Normal(rows, columns), run);

    private static Action<CancellationToken> With<T>(T subject, Action<T, CancellationToken> run) => token => run(subject, token);

    private static Tensor Input(int batch) => HashFill.Image("cancel", batch, 224);

    private static IEnumerable<RgbImage> Images(int count, int side = 256) => Enumerable.Range(0, count)
        .Select(i => RgbImage.Solid(side, side, new RgbColor((byte)i, (byte)(7 * i), (byte)(31 * i))));
}
