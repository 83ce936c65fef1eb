using System.Diagnostics;
using NetInsight.Execution.Running;
using NetInsight.Graphs.Gradients;
using NetInsight.Synthesis;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Models;

/// <summary>Networks of so many layers that anything that looks at all pairs of them would take minutes.</summary>
public sealed class LargeNetworkTests
{
    private const int Layers = 20_000;

    /// <summary>Seconds that stand for "not in proportion to the square": alone they take tenths of a second.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Kinds => ["chain", "convolutions", "fan", "sums"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_network_of_20_000_layers_is_loaded_planned_and_summarised(string kind)
    {
        byte[] file = Make(kind);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        using Model model = Model.Load(new MemoryStream(file));
        using Engine engine = new(model.Graph, 1, long.MaxValue);
        int[] slabs = engine.PlanFor(model.InputShape!.Value, model.LogitsValue).Memory(default).Slabs;
        string summary = model.Summary();
        Assert.InRange(Environment.CpuUsage.TotalTime - start, TimeSpan.Zero, Bound);
        string[] lines = summary.Split('\n');
        Assert.Equal(model.Layers.Count + 1, Array.FindIndex(lines, line => line.StartsWith("total", StringComparison.Ordinal)));
        long largest = kind switch { "chain" or "convolutions" => 3 * 192, "fan" => 2L * Layers * 192 + 192, _ => 202 * 192 };
        Assert.InRange(slabs.Sum(slab => (long)slab), 1, largest);
    }

    [Fact]
    public void The_hostile_networks_of_the_review_are_planned_and_run()
    {
        foreach (string name in (string[])["plan-fan-10000", "plan-sums-250", "summary-chain-8000"])
        {
            string path = SharedFiles.Require($"cases/hostile/F1-{name}.onnx");
            TimeSpan start = Environment.CpuUsage.TotalTime;
            using Model model = Model.Load(path);
            model.Summary();
            model.Forward(new Tensor(model.InputShape!.Value));
            Assert.InRange(Environment.CpuUsage.TotalTime - start, TimeSpan.Zero, Bound);
        }
    }

    /// <summary>Cancelled at moments spread over the whole time: the wait is that between two looks at the token.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Loading_planning_and_the_summary_stop_when_cancelled(string kind)
    {
        byte[] file = Make(kind);
        Model model = Model.Load(new MemoryStream(file));
        CheckStops(token => Model.Load(new MemoryStream(file), cancellationToken: token).Dispose());
        CheckStops(token =>
        {
            using Engine engine = new(model.Graph, 1, long.MaxValue);
            engine.PlanFor(new Shape(2, 3, 8, 8), model.LogitsValue, token).Memory(token);
        });
        CheckStops(token => model.Summary(token));
        model.Summary();                    // the model stays usable
    }

    [Fact]
    public async Task What_is_cancelled_before_does_not_begin()
    {
        CancellationToken cancelled = new(canceled: true);
        byte[] file = LargeNetworkFiles.Chain(3);
        using Model model = Model.Load(new MemoryStream(file));
        Assert.Throws<OperationCanceledException>(() => Model.Load(new MemoryStream(file), cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => Model.Load("no file", cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => model.Summary(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Model.LoadAsync("no file", cancellationToken: cancelled));
    }

    [Fact]
    public void What_is_cancelled_before_is_not_planned_for_batches()
    {
        CancellationToken cancelled = new(canceled: true);
        using Model model = SmallNetworks.Color(6, 6, parallelism: 1);
        Shape shape = model.InputShape!.Value;
        Target target = Target.Class(1);
        Assert.Throws<OperationCanceledException>(() => model.BatchSizeFor(shape, BatchMemory.Default, null, cancelled));
        Assert.Throws<OperationCanceledException>(
            () => model.GradientBatchSizeFor(shape, target, GradientRules.Standard, BatchMemory.Default, null, cancelled));
        Assert.Equal(0, model.GradientGraphs);
        Assert.Throws<OperationCanceledException>(() => new BatchedObjective(model, target, shape, 4, BatchMemory.Default, cancelled));
        SynthesizedImages images = ImageSynthesis.Compute(model, target, cancellationToken: cancelled);
        Assert.Equal((true, 0), (images.IsCancelled, images.Steps));
    }

    private static byte[] Make(string kind) => kind switch
    {
        "chain" => LargeNetworkFiles.Chain(Layers),
        "convolutions" => LargeNetworkFiles.Convolutions(Layers),
        "fan" => LargeNetworkFiles.Fan(Layers),
        _ => LargeNetworkFiles.Sums(Layers),
    };

    /// <summary>The bound is wide, for machines that do other things: a pass over all pairs without a look takes longer.</summary>
    private static void CheckStops(Action<CancellationToken> run)
    {
        long start = Stopwatch.GetTimestamp();
        run(CancellationToken.None);
        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        for (int part = 0; part < 4; part++)
        {
            using CancellationTokenSource source = new();
            long cancelled = 0;
            source.Token.Register(() => Volatile.Write(ref cancelled, Stopwatch.GetTimestamp()));
            source.CancelAfter(whole * (0.1 + 0.2 * part));
            try
            {
                run(source.Token);
            }
            catch (OperationCanceledException)
            {
                long begun = Volatile.Read(ref cancelled);          // 0 where the run ended before the moment was noted
                TimeSpan wait = begun == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(begun);
                Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            }
        }
    }
}
