using System.Collections.Immutable;
using NetInsight.Execution.Gradients;
using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients.Targets;
using NetInsight.Imaging;
using NetInsight.Models;

namespace NetInsight;

public sealed partial class Model
{
    private readonly GradientEngines _gradients = new();

    /// <summary>
    /// The gradient of a target with respect to the input: by how much the target grows for each unit by which an element of the input
    /// grows. The forward pass and the backward pass are one run.
    /// </summary>
    /// <param name="input">A batch of preprocessed images, batch x channels x height x width (see <see cref="Prepare(RgbImage)"/>).</param>
    /// <param name="target">What is derived. Default: <see cref="Target.Top"/>, the logit of each image's top class.</param>
    /// <param name="hooks">
    /// Observe or replace layers' outputs of the forward pass, in this call only. A layer's replaced output is what the gradient is taken
    /// at; the gradient passes to the layers before it as if it had come from them.
    /// </param>
    /// <param name="cancellationToken">Stops the run; the model stays usable.</param>
    /// <returns>
    /// A tensor of the input's shape, for each image the gradient of its own target, in units of the target (such as logits) for each unit
    /// of the preprocessed input. At kinks the slopes are PyTorch's: 0 for a ReLU at 0, the first largest element of a pool's window.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The input does not fit, holds a NaN or is empty; the target's layer, class or index does not exist; a hook names no layer or returns
    /// another shape; the target does not depend on the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or an operator on the way has no gradient: the message names the layer.
    /// </exception>
    /// <exception cref="ResourceLimitException">The run would need more memory than the model's limits allow.</exception>
    public Tensor Gradient(
        Tensor input, Target? target = null, IReadOnlyList<Hook>? hooks = null, CancellationToken cancellationToken = default) =>
        RunGradient(new GradientRequest(input, [target ?? Target.Top]) { Hooks = hooks ?? [] }, cancellationToken).OfInput[0];

    /// <summary>
    /// The gradients of a target with respect to the outputs of layers, from one run. What lies before the first of them is computed
    /// forwards only.
    /// </summary>
    /// <param name="input">A batch of preprocessed images, batch x channels x height x width.</param>
    /// <param name="target">What is derived.</param>
    /// <param name="layers">The layers, as <see cref="Layers"/> lists them.</param>
    /// <param name="hooks">Observe or replace layers' outputs of the forward pass, in this call only.</param>
    /// <param name="cancellationToken">Stops the run; the model stays usable.</param>
    /// <returns>For each layer the gradient, of its output's shape.</returns>
    /// <inheritdoc cref="Gradient"/>
    public Trace Gradients(
        Tensor input,
        Target target,
        IEnumerable<string> layers,
        IReadOnlyList<Hook>? hooks = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(layers);
        GradientRequest request = new(input, [target]) { OfInput = false, OfLayers = [.. layers.Distinct()], Hooks = hooks ?? [] };
        return new Trace(RunGradient(request, cancellationToken).OfLayers[0]);
    }

    /// <summary>The number of gradient graphs that are kept for later calls.</summary>
    internal int GradientGraphs => _gradients.Count;

    /// <summary>Runs forwards once, and backwards once for each target.</summary>
    internal GradientResult RunGradient(GradientRequest request, CancellationToken cancellation)
    {
        Check(request.Input);
        if (request.Baseline is { } baseline && baseline.Shape != request.Input.Shape)
        {
            throw new ArgumentException(
                $"The baseline has shape {baseline.Shape}, but the input has {request.Input.Shape}.", nameof(request));
        }

        int images = request.Input.Shape[0];
        if (HasFixedBatch && images > 1)
        {
            return GradientResults.Join(
                [.. Enumerable.Range(0, images).Select(image => RunGradientWhole(request.ForImages(image, 1), cancellation))]);
        }

        return RunGradientSlices(request, cancellation) ?? RunGradientWhole(request, cancellation);
    }

    private GradientResult RunGradientWhole(GradientRequest request, CancellationToken cancellation)
    {
        GradientRun run = Prepare(request, cancellation);
        return run.ResultOf(run.Rounding is null
            ? Run(run.Engine, run.Inputs, run.Requested, request.Hooks, batchInvariant: false, request.Batches, cancellation)
            : RunDisturbed(run, cancellation));
    }

    /// <summary>
    /// The slices of a batch side by side, as <see cref="BatchSlices"/> describes them; null where the batch is better run whole, or must
    /// be: where images are not independent, hooks see a batch, or it has a fixed size.
    /// </summary>
    private GradientResult? RunGradientSlices(GradientRequest request, CancellationToken cancellation)
    {
        Engine engine = Engine;
        int images = request.Input.Shape[0], parallel = engine.Runner.ParallelRuns;
        if (request.Hooks.Count > 0 || request.IsDisturbed || _repeats > 1 || parallel == 0 || Graph.Inputs[0].Dimensions is [not null, ..]
            || BatchSlices.Of(images) is not { Length: > 1 } slices)
        {
            return null;
        }

        GradientRun[] runs = new GradientRun[slices.Length];
        Plan[] plans = new Plan[slices.Length];
        try
        {
            if (!AreImagesIndependent(engine, request, cancellation))
                return null;
            for (int slice = 0, first = 0; slice < slices.Length; first += slices[slice++])
            {
                GradientRun run = runs[slice] = Prepare(request.ForImages(first, slices[slice]), cancellation);
                Shape[] shapes = [.. run.Inputs.Select(input => input.Shape)];
                plans[slice] = run.Engine.PlanFor(shapes, run.Requested, Math.Min(parallel, slices.Length), cancellation);
            }
        }
        catch (Exception exception) when (exception is ArgumentException or ResourceLimitException)
        {
            return null;                                        // the whole batch will tell
        }

        Dictionary<int, Tensor>[] results = engine.RunSlices(
            plans, [.. runs.Select(run => run.Inputs)], batchInvariant: false, cancellation, request.Batches?.Sequence);
        return GradientResults.Join([.. runs.Select((run, slice) => run.ResultOf(results[slice]))]);
    }

    /// <summary>
    /// Whether no step of the forward pass mixes images, by its plan for two; then the backward pass mixes none either. Gradient graphs do
    /// not show it: they hold extents.
    /// </summary>
    private bool AreImagesIndependent(Engine engine, GradientRequest request, CancellationToken cancellation)
    {
        const int Two = 2;
        HashSet<int> values = [.. request.Targets.Select(target => target.SpecOf(this).Value)];
        values.UnionWith(request.OfLayers.Concat(request.Outputs).Select(name => ValueOf(name, "layers")));
        Plan plan = engine.PlanFor([request.Input.Shape.With(0, Two)], values, cancellation);
        return plan.AreImagesIndependent(Two)
            && plan.Requested.Values.All(slot => plan.Slots[slot].LogicalShape is { Rank: > 0 } shape && shape[0] == Two);
    }

    /// <summary>Finds or makes the graph of a request, and the inputs and requested values of its run.</summary>
    private GradientRun Prepare(GradientRequest request, CancellationToken cancellation)
    {
        Engine engine = Engine;
        int input = Graph.Inputs[0].Value;
        ImmutableArray<TargetSpec> specs = [.. request.Targets.Select(target => target.SpecOf(this))];
        Dictionary<string, int> layers = request.OfLayers.Distinct().ToDictionary(name => name, name => ValueOf(name, "layers"));
        Dictionary<string, int> outputs = request.Outputs.Distinct().ToDictionary(name => name, name => ValueOf(name, "layers"));
        HashSet<int> wrt = [.. layers.Values];
        if (request.OfInput)
            wrt.Add(input);
        HashSet<int> derived = [.. wrt];
        RoundingRun? rounding = request.IsDisturbed ? new RoundingRun(Graph, specs.Single().Value, derived) : null;
        wrt.UnionWith(rounding?.Points ?? []);
        GradientEngine made = _gradients.For(engine, _heads.Head, request.Input.Shape, specs, wrt, request.Rules, cancellation);

        // What must come out: gradients, outputs, the targets' values and seeds.
        HashSet<int> requested = [.. outputs.Values];
        for (int pass = 0; pass < specs.Length; pass++)
        {
            CheckDependence(made, pass, request, input, layers);
            IReadOnlyDictionary<int, int> gradients = made.Gradients.Gradients[pass];
            requested.UnionWith(derived.Where(gradients.ContainsKey).Select(value => gradients[value]));
            if (request.Values || specs[pass].Seed == TargetSeed.Top)
                requested.UnionWith(made.Targets[pass].Seed is { } seed ? [made.Targets[pass].Value, seed] : [made.Targets[pass].Value]);
            if (request.Values && made.Gradients.OnBaseline.TryGetValue(made.Targets[pass].Value, out int onBaseline))
                requested.Add(onBaseline);
        }

        Tensor?[] seeds = [.. request.Targets.Select((target, pass) => made.Targets[pass].Seed is null
            ? SeedOf(target, made.Shapes[pass])
            : null)];
        Dictionary<int, Tensor> given = new() { [input] = request.Input };
        foreach ((int value, Tensor seed) in made.Gradients.Seeds.Zip(seeds.OfType<Tensor>()))
            given[value] = seed;
        foreach (int value in made.Gradients.Baselines)
        {
            given[value] = request.Baseline
                ?? throw new InvalidOperationException("The gradient rules compare with a baseline, but none is given.");
        }

        Tensor[] inputs = [.. made.Engine.Graph.Inputs.Select(graphInput => given[graphInput.Value])];
        return new GradientRun(request, made, inputs, seeds, requested)
        {
            Specs = specs,
            Layers = layers,
            Outputs = outputs,
            Rounding = rounding,
        };
    }

    /// <summary>A gradient run whose values, the input's too, are disturbed as rounding disturbs them.</summary>
    private Dictionary<int, Tensor> RunDisturbed(GradientRun run, CancellationToken cancellation)
    {
        RoundingRun rounding = run.Rounding!;
        Tensor? seed = run.Specs[0].Score is null or ClassScore.Logit ? null : run.Seeds[0];
        HashSet<int> observed = rounding.Observed(run.Made.Gradients.Gradients[0], seed);
        Dictionary<int, Tensor> outputs = run.Engine.Run(
            [RoundingRun.Disturb(run.Inputs[0]), .. run.Inputs[1..]], run.Requested, observed, rounding.Disturb, cancellation);
        return _repeats == 1 ? outputs : outputs.ToDictionary(pair => pair.Key, pair => FirstOf(pair.Value));
    }

    /// <summary>A target's weights; in a network that repeats its image for a fixed batch, those of the first image only.</summary>
    private Tensor SeedOf(Target target, Shape shape)
    {
        bool isRepeated = _repeats > 1 && shape.Rank > 0 && shape[0] % _repeats == 0 && shape[0] > 0;
        if (!isRepeated)
            return target.SeedOf(this, shape);
        Tensor first = target.SeedOf(this, shape.With(0, shape[0] / _repeats)), seed = new(shape);
        first.AsSpan().CopyTo(seed.AsSpan());
        return seed;
    }

    private void CheckDependence(
        GradientEngine made, int pass, GradientRequest request, int input, Dictionary<string, int> layers)
    {
        IReadOnlyDictionary<int, int> gradients = made.Gradients.Gradients[pass];
        if (request.OfInput && !gradients.ContainsKey(input))
        {
            throw new ArgumentException(
                $"The target, {request.Targets[pass].Describe(this)}, does not depend on the input.", Target.ParameterName);
        }

        foreach ((string layer, int value) in layers)
        {
            if (!gradients.ContainsKey(value))
            {
                throw new ArgumentException(
                    $"The target, {request.Targets[pass].Describe(this)}, does not depend on layer '{Printable.Escape(layer)}'.",
                    nameof(layers));
            }
        }
    }
}
