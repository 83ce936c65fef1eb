using System.Collections.Immutable;
using NetInsight.Execution.Gradients;
using NetInsight.Execution.Running;
using NetInsight.Graphs.Gradients.Targets;

namespace NetInsight.Models;

/// <summary>A gradient run that is ready to start.</summary>
/// <param name="Request">What it computes.</param>
/// <param name="Made">The gradient graph.</param>
/// <param name="Inputs">The inputs of the graph, in its order.</param>
/// <param name="Seeds">For each target its weights; null where the graph computes them.</param>
/// <param name="Requested">The values of the graph that are needed for the result.</param>
internal sealed record GradientRun(
    GradientRequest Request, GradientEngine Made, Tensor[] Inputs, Tensor?[] Seeds, HashSet<int> Requested)
{
    /// <summary>The targets in the model's graph.</summary>
    public required ImmutableArray<TargetSpec> Specs { get; init; }

    /// <summary>The values of the layers with respect to which gradients are wanted.</summary>
    public required IReadOnlyDictionary<string, int> Layers { get; init; }

    /// <summary>The values of the layers whose outputs are wanted.</summary>
    public required IReadOnlyDictionary<string, int> Outputs { get; init; }

    /// <summary>How values are disturbed; null where they are not.</summary>
    public RoundingRun? Rounding { get; init; }

    /// <summary>The engine over the gradient graph.</summary>
    public Engine Engine => Made.Engine;

    /// <summary>The result, from the requested values.</summary>
    public GradientResult ResultOf(IReadOnlyDictionary<int, Tensor> results)
    {
        int input = Made.Engine.Graph.Inputs[0].Value;
        return new GradientResult(
            Request.OfInput ? [.. Made.Gradients.Gradients.Select(gradient => results[gradient[input]])] : [],
            [.. Made.Gradients.Gradients.Select(gradient =>
                Layers.ToDictionary(layer => layer.Key, layer => results[gradient[layer.Value]]))],
            Outputs.ToDictionary(layer => layer.Key, layer => results[layer.Value]),
            Request.Values ? ValuesOf(value => value) : [],
            [.. Specs.Select((spec, pass) =>
                spec.Seed == TargetSeed.Top ? GradientResults.TopOf(results[Made.Targets[pass].Seed!.Value]) : null)])
        {
            OnBaseline = Request.Values && Made.Gradients.OnBaseline.Count > 0
                ? ValuesOf(value => Made.Gradients.OnBaseline[value])
                : [],
        };

        double[][] ValuesOf(Func<int, int> holding) =>
            [.. Made.Targets.Select((target, pass) => GradientResults.ValuesOf(results, holding(target.Value), target, Seeds[pass]))];
    }
}
