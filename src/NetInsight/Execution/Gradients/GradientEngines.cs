using System.Collections.Immutable;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Graphs.Gradients.Targets;

namespace NetInsight.Execution.Gradients;

/// <summary>The gradient graphs of a model, made when they are first asked for: by shape, targets, values and rules. Thread-safe.</summary>
internal sealed class GradientEngines
{
    private const int Most = 32;

    private readonly Dictionary<Key, GradientEngine> _engines = [];
    private readonly LinkedList<Key> _used = [];                // the one used last in front
    private readonly Lock _making = new();

    /// <summary>The engine for gradients of targets with respect to values.</summary>
    /// <param name="forward">The model's engine.</param>
    /// <param name="head">The model's head.</param>
    /// <param name="input">The shape of the batch.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="wrt">The values with respect to which gradients are wanted.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="cancellation">Stops the making of a graph.</param>
    public GradientEngine For(
        Engine forward, Head head, Shape input, ImmutableArray<TargetSpec> targets, IReadOnlyCollection<int> wrt, GradientRules rules,
        CancellationToken cancellation = default)
    {
        Key key = new($"{input}|{string.Join(' ', targets)}|{string.Join(' ', wrt.Order())}", rules);
        lock (_making)
        {
            if (_engines.TryGetValue(key, out GradientEngine? known))
            {
                _used.Remove(key);
                _used.AddFirst(key);
                return known;
            }

            GradientEngine made = Make(forward, head, input, targets, wrt, rules, cancellation);
            if (_engines.Count >= Most)
            {
                _engines.Remove(_used.Last!.Value);
                _used.RemoveLast();
            }

            _used.AddFirst(key);
            return _engines[key] = made;
        }
    }

    /// <summary>Drops all graphs; the next gradient makes its own.</summary>
    public void Clear()
    {
        lock (_making)
        {
            _engines.Clear();
            _used.Clear();
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
