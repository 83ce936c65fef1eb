using System.Collections.Immutable;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Graphs.Gradients;

/// <summary>A target of a gradient: a value, and what its gradient is.</summary>
/// <param name="Value">The value's index.</param>
/// <param name="Seed">
/// The index of a value of the target's shape that is its gradient; null for a further input of the graph, so that one graph serves all
/// classes, weights and images.
/// </param>
internal readonly record struct GradientTarget(int Value, int? Seed = null);

/// <summary>
/// A graph that computes gradients besides the values of another: the derivative of targets (weighted by their seeds) with respect to the
/// input or to any values, as further nodes.
/// </summary>
/// <param name="Graph">
/// The graph. All indices of the original stay valid and constants are shared. Its inputs are those of the original, followed by seeds and
/// baselines.
/// </param>
/// <param name="Seeds">The values of the seeds that are inputs, pass by pass, in the order of the targets.</param>
/// <param name="Baselines">The values of the inputs for a second forward pass, where a rule asks for it (DeepLIFT); else empty.</param>
/// <param name="OnBaseline">For each target its value in that second forward pass; empty where there is none.</param>
/// <param name="Gradients">
/// For each pass the gradient of each value that was asked for; a value on which no target of the pass depends has none.
/// </param>
internal sealed record GradientGraph(
    Graph Graph,
    ImmutableArray<int> Seeds,
    ImmutableArray<int> Baselines,
    IReadOnlyDictionary<int, int> OnBaseline,
    ImmutableArray<IReadOnlyDictionary<int, int>> Gradients)
{
    /// <summary>The gradient of several targets together: the sum of all, each weighted by its seed.</summary>
    public static GradientGraph Of(
        Graph graph, Shape[] inputs, IReadOnlyCollection<int> targets, IReadOnlyCollection<int> wrt, GradientRules rules) =>
        Of(graph, inputs, [[.. targets.Select(value => new GradientTarget(value))]], wrt, rules);

    /// <summary>
    /// Walks a graph backwards once for each pass. Only what the gradients need is built: with respect to a layer, nothing before it.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">The shapes of its inputs: the result fits these only, since rules write extents into their nodes.</param>
    /// <param name="passes">
    /// Each pass is a set of targets whose gradients are summed; several passes share the forward pass.
    /// </param>
    /// <param name="wrt">The values with respect to which gradients are computed: inputs, constants, or outputs of nodes.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    /// <exception cref="ArgumentException">The inputs do not fit the graph.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is no rule for an operator on the way, or none for the input through which the way leads; the message names the layer.
    /// </exception>
    public static GradientGraph Of(
        Graph graph,
        Shape[] inputs,
        ImmutableArray<ImmutableArray<GradientTarget>> passes,
        IReadOnlyCollection<int> wrt,
        GradientRules rules,
        CancellationToken cancellation = default)
    {
        HashSet<int> required = [.. wrt];
        foreach (GradientTarget target in passes.SelectMany(pass => pass))
        {
            required.Add(target.Value);
            required.UnionWith(target.Seed is { } seed ? [seed] : []);
        }

        GradientDraft draft = new(graph, ShapeInference.Infer(graph, inputs, required, cancellation), cancellation);
        GradientBackward backward = new(draft, rules.Find);
        HashSet<int> dependents = backward.Dependents(graph.Nodes, wrt);
        List<int> seeds = [];
        List<IReadOnlyDictionary<int, int>> gradients = [];
        foreach (ImmutableArray<GradientTarget> pass in passes)
        {
            Dictionary<int, List<int>> contributions = [];
            foreach (GradientTarget target in pass)
            {
                int seed = target.Seed ?? draft.Input($"gradient/{graph.Values[target.Value].Name}/seed", draft.ShapeOf(target.Value));
                if (target.Seed is null)
                    seeds.Add(seed);
                int start = rules.StartsFromTarget
                    ? draft.Add($"gradient/{graph.Values[target.Value].Name}/start", new Arithmetic<Mul>(), seed, target.Value)
                    : seed;
                GradientContext.Contribute(contributions, target.Value, start);
            }

            backward.Run(graph.Nodes, dependents, contributions);
            gradients.Add(wrt.Where(contributions.ContainsKey)
                .ToDictionary(value => value, value => backward.SumOf(value, contributions)!.Value));
        }

        Dictionary<int, int> onBaseline = draft.BaselineInputs.Count == 0 ? [] : passes.SelectMany(pass => pass)
            .Select(target => target.Value).Distinct().ToDictionary(value => value, draft.BaselineOf);
        return new GradientGraph(draft.Build(), [.. seeds], [.. draft.BaselineInputs], onBaseline, [.. gradients]);
    }
}
