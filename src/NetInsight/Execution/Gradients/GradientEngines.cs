using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Graphs.Gradients.Targets;

namespace NetInsight.Execution.Gradients;

/// <summary>
/// The gradient graphs of a model, made when they are first asked for: by shape, targets, values and rules. Those used last are kept,
/// bounded by their number and by the nodes and the plans' slots of all of them. Thread-safe; one graph is made at a time.
/// </summary>
/// <param name="mostSize">The most nodes and slots of all graphs; the graph made last is kept whatever its size.</param>
[SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphore has no wait handle to free.")]
internal sealed class GradientEngines(long mostSize = GradientEngines.MostSize)
{
    /// <summary>The most graphs.</summary>
    public const int MostGraphs = 32;

    /// <summary>The most nodes and plans' slots of all graphs.</summary>
    public const long MostSize = 200_000;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _making = new(1, 1);
    private readonly RecentlyUsed<Key, GradientEngine> _engines =
        new(MostGraphs, mostSize, made => made.Engine.Graph.Nodes.Length + made.Engine.PlannedSlots);

    private bool _isClosed;

    /// <summary>The number of graphs that are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _engines.Count;
        }
    }

    /// <summary>The engine for gradients of targets with respect to values.</summary>
    /// <param name="forward">The model's engine.</param>
    /// <param name="head">The model's head.</param>
    /// <param name="input">The shape of the batch.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="wrt">The values with respect to which gradients are wanted.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="cancellation">Stops the making of a graph, and the wait while another is made.</param>
    public GradientEngine For(
        Engine forward, Head head, Shape input, ImmutableArray<TargetSpec> targets, IReadOnlyCollection<int> wrt, GradientRules rules,
        CancellationToken cancellation = default)
    {
        Key key = new($"{input}|{string.Join(' ', targets)}|{string.Join(' ', wrt.Order())}", rules);
        if (Find(key) is { } known)
            return known;
        _making.Wait(cancellation);
        try
        {
            return Find(key) ?? Keep(key, Make(forward, head, input, targets, wrt, rules, cancellation));
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Drops all graphs; the next gradient makes its own.</summary>
    public void Clear()
    {
        lock (_lock)
            _engines.Clear();
    }

    /// <summary>Drops all graphs for good: a gradient under way makes the graphs that it needs, but none is kept.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _engines.Clear();
        }
    }

    private GradientEngine? Find(Key key)
    {
        lock (_lock)
            return _engines.Find(key);
    }

    private GradientEngine Keep(Key key, GradientEngine made)
    {
        lock (_lock)
        {
            if (!_isClosed)
                _engines.Keep(key, made);
            return made;
        }
    }

    private static GradientEngine Make(
        Engine forward, Head head, Shape input, ImmutableArray<TargetSpec> targets, IReadOnlyCollection<int> wrt, GradientRules rules,
        CancellationToken cancellation)
    {
        HashSet<int> required = [.. targets.Select(target => target.Value), .. wrt];
        GradientDraft draft = new(forward.Graph, ShapeInference.Infer(forward.Graph, [input], required, cancellation), cancellation);
        TargetNodes nodes = new(draft, head);
        ImmutableArray<GradientTarget> made = [.. targets.Select(nodes.Add)];
        ImmutableArray<ImmutableArray<GradientTarget>> passes = [.. made.Select(target => ImmutableArray.Create(target))];
        GradientGraph gradients = GradientGraph.Of(draft.Build(), [input], passes, wrt, rules, cancellation);
        return new GradientEngine(forward.Over(gradients.Graph), gradients, made, [.. made.Select(target => draft.ShapeOf(target.Value))]);
    }

    private readonly record struct Key(string Text, GradientRules Rules);
}
