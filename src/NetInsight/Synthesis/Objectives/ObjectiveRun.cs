using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Models;

namespace NetInsight.Synthesis.Objectives;

/// <summary>An objective's value for each image, and its gradient.</summary>
/// <param name="Values">The value of each image.</param>
/// <param name="Gradient">The gradient with respect to the input, of its shape.</param>
internal sealed record ObjectiveValues(double[] Values, Tensor Gradient);

/// <summary>
/// An objective of a network, ready to run for batches of one shape: all terms are nodes behind the network, and one backward pass gives
/// the gradient of their weighted sum.
/// </summary>
internal sealed class ObjectiveRun
{
    private readonly Shape _input;
    private readonly ExtendedRun _run;
    private readonly Tensor[] _further;              // inputs besides the images: what terms are given, seeds
    private readonly int[] _values;
    private readonly double[] _weights;
    private readonly int _gradient;
    private readonly HashSet<int> _requested;
    private readonly HashSet<int> _forward;

    /// <summary>Prepares runs.</summary>
    /// <param name="model">The network.</param>
    /// <param name="objective">The objective.</param>
    /// <param name="input">The shape of the batch, N x channels x height x width.</param>
    /// <param name="cancellation">Stops the making of the graph.</param>
    /// <exception cref="ArgumentException">
    /// A layer, label or index does not exist; a tensor does not fit; a layer that is needed does not fit images of this size; the
    /// objective does not depend on the image.
    /// </exception>
    /// <exception cref="InvalidOperationException">An operator on the way has no gradient.</exception>
    public ObjectiveRun(Model model, Objective objective, Shape input, CancellationToken cancellation = default)
    {
        _input = input;
        Graph graph = InputSizes.Opened(model, input);
        int image = graph.Inputs[0].Value;
        HashSet<int> required = [image, .. objective.Terms.SelectMany(term => term.Term.ValuesOf(model))];
        GradientDraft draft = new(graph, InputSizes.Infer(model, graph, input, required, cancellation), cancellation);
        ObjectiveDraft terms = new(model, draft, input[0]);
        _values = [.. objective.Terms.Select(term => term.Term.Add(terms))];
        _weights = [.. objective.Terms.Select(term => term.Weight)];
        ImmutableArray<GradientTarget> targets = [.. _values.Select(value => new GradientTarget(value))];
        GradientGraph gradients = GradientGraph.Of(
            draft.Build(),
            [input, .. terms.GivenInputs.Select(given => given.Tensor.Shape)],
            [targets],
            [image],
            GradientRules.Standard,
            cancellation);
        if (!gradients.Gradients[0].TryGetValue(image, out _gradient))
            throw new ArgumentException($"The objective, {objective.Describe(model)}, does not depend on the image.", nameof(objective));
        Tensor[] seeds = [.. _weights.Select(weight => SeedOf(input[0], weight))];
        _further = [.. terms.GivenInputs.Select(given => given.Tensor), .. seeds];
        _run = model.Extend(gradients.Graph);
        _forward = [.. _values];
        _requested = [.. _values, _gradient];
    }

    /// <summary>The value and the gradient for a batch.</summary>
    public ObjectiveValues Run(Tensor input, CancellationToken cancellation)
    {
        Dictionary<int, Tensor> results = _run.Run([input, .. _further], _requested, cancellation);
        return new ObjectiveValues(Sums(results), results[_gradient]);
    }

    /// <summary>The values alone.</summary>
    public double[] Values(Tensor input, CancellationToken cancellation) =>
        Sums(_run.Run([input, .. _further], _forward, cancellation));

    /// <summary>Each term's value for the first image, without its weight.</summary>
    public double[] Terms(Tensor input, CancellationToken cancellation)
    {
        Dictionary<int, Tensor> results = _run.Run([input, .. _further], _forward, cancellation);
        return [.. _values.Select(value => (double)results[value].AsSpan()[0])];
    }

    /// <summary>How many images run as one batch within a budget; asked of a run for one image.</summary>
    public int BatchSizeFor(long memoryBudget, int most, CancellationToken cancellation) =>
        _run.BatchSizeFor([_input, .. _further.Select(tensor => tensor.Shape)], _requested, memoryBudget, most, cancellation);

    private double[] Sums(Dictionary<int, Tensor> results)
    {
        double[] sums = new double[_input[0]];
        for (int term = 0; term < _values.Length; term++)
        {
            ReadOnlySpan<float> values = results[_values[term]].AsSpan();
            for (int image = 0; image < sums.Length; image++)
                sums[image] += _weights[term] * values[image];
        }

        return sums;
    }

    private static Tensor SeedOf(int images, double weight)
    {
        Tensor seed = new(new Shape(images));
        seed.AsSpan().Fill((float)weight);
        return seed;
    }
}
