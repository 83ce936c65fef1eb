using System.Collections.Immutable;
using NetInsight.Execution.Gradients;
using NetInsight.Execution.Running;
using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Targets;

namespace NetInsight.Models;

/// <summary>What one gradient run computes.</summary>
/// <param name="Input">A batch of inputs.</param>
/// <param name="Targets">The targets, each with a backward pass of its own; all share the forward pass.</param>
internal sealed record GradientRequest(Tensor Input, IReadOnlyList<Target> Targets)
{
    /// <summary>Whether the gradients with respect to the input are wanted.</summary>
    public bool OfInput { get; init; } = true;

    /// <summary>The layers with respect to whose outputs gradients are wanted.</summary>
    public IReadOnlyList<string> OfLayers { get; init; } = [];

    /// <summary>The layers whose outputs of the forward pass are wanted.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Whether the values of the targets are wanted.</summary>
    public bool Values { get; init; }

    /// <summary>The rules. Default: the derivative.</summary>
    public GradientRules Rules { get; init; } = GradientRules.Standard;

    /// <summary>The input of a second forward pass, of the input's shape, for rules that compare with it.</summary>
    public Tensor? Baseline { get; init; }

    /// <summary>The call's batches, of which this is one; null for a run of its own.</summary>
    public ModelBatches? Batches { get; init; }

    /// <summary>Observe or replace layers' outputs of the forward pass.</summary>
    public IReadOnlyList<Hook> Hooks { get; init; } = [];

    /// <summary>Whether values are disturbed as rounding disturbs them (<see cref="RoundingRun"/>); not with hooks.</summary>
    public bool IsDisturbed { get; init; }

    /// <summary>The same for some images of the batch.</summary>
    /// <exception cref="ArgumentException">A target names another number of images than the batch has.</exception>
    public GradientRequest ForImages(int first, int count) => this with
    {
        Input = BatchSlices.Cut(Input, first, count),
        Baseline = Baseline is { } whole ? BatchSlices.Cut(whole, first, count) : null,
        Targets = [.. Targets.Select(target => target.ForImages(first, count, Input.Shape[0]))],
    };
}

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

/// <summary>The result of a gradient run.</summary>
/// <param name="OfInput">For each target the gradient with respect to the input, of its shape; empty where it was not wanted.</param>
/// <param name="OfLayers">For each target the gradients with respect to layers, by name, of the shapes of their outputs.</param>
/// <param name="Outputs">The outputs of the forward pass, by layer.</param>
/// <param name="Values">For each target its value for each image; empty where they were not wanted.</param>
/// <param name="Classes">For each target that is the top class, that class for each image; null for others.</param>
internal sealed record GradientResult(
    Tensor[] OfInput,
    IReadOnlyDictionary<string, Tensor>[] OfLayers,
    IReadOnlyDictionary<string, Tensor> Outputs,
    double[][] Values,
    int[]?[] Classes)
{
    /// <summary>
    /// For each target its value for each image's baseline, with the weights of the image; empty where values were not wanted or no rule
    /// compares with a baseline.
    /// </summary>
    public double[][] OnBaseline { get; init; } = [];
}

/// <summary>
/// The batches of one call of a technique: see <see cref="BatchSequence"/>. Runs of one image before and after them wait for none.
/// </summary>
internal sealed class ModelBatches : IDisposable
{
    /// <summary>Begins.</summary>
    /// <param name="engine">The model's engine.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of the batches that run at once.</param>
    public ModelBatches(Engine engine, long memoryBudget) => Sequence = new BatchSequence(engine.Runner.Batches, memoryBudget);

    /// <summary>The sequence.</summary>
    public BatchSequence Sequence { get; }

    /// <summary>Ends.</summary>
    public void Dispose() => Sequence.Dispose();
}
