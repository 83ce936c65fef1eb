using NetInsight.Execution.Gradients;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Models;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// On two cores 50 gradients of GoogLeNet took 5.8 s one by one, 4.7 s by 4, 4.4 s by 10 and 4.9 s by 25; memory grows with the batch.
    /// </summary>
    private const int LargestGradientBatch = 10;

    /// <summary>
    /// How many inputs of a shape run as one batch to the logits: as requested, else as many as fit the budget and the model's limits.
    /// </summary>
    /// <param name="input">The shape of one input, 1 x channels x height x width.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="requested">The caller's choice; null for as many as the budget allows, at most <see cref="BatchSize.Largest"/>.</param>
    /// <param name="cancellation">Stops planning.</param>
    internal int BatchSizeFor(Shape input, long memoryBudget, int? requested, CancellationToken cancellation)
    {
        if (requested is { } chosen)
            return chosen;
        long elements = PeakElements(input, cancellation);
        return Math.Min(BatchSize.Within(memoryBudget, elements), Engine.LargestBatchOf(elements));
    }

    /// <summary>
    /// How many inputs of a shape run as one batch to the gradient of a target with respect to the input: as requested, else as many as fit
    /// the budget and the model's limits; 1 where the file takes one image at a time.
    /// </summary>
    /// <param name="input">The shape of one input, 1 x channels x height x width.</param>
    /// <param name="target">The target.</param>
    /// <param name="rules">The rules of the backward pass.</param>
    /// <param name="memoryBudget">Bytes for the feature maps and gradients of one batch.</param>
    /// <param name="requested">
    /// The caller's choice; null for as many as the budget allows, at most 10 on the CPU, where more gain no time and take memory, and
    /// <see cref="BatchSize.Largest"/> on GPUs.
    /// </param>
    /// <param name="cancellation">Stops the making of the gradient graph, and planning.</param>
    internal int GradientBatchSizeFor(
        Shape input, Target target, GradientRules rules, long memoryBudget, int? requested, CancellationToken cancellation)
    {
        if (requested is { } chosen)
            return chosen;
        if (HasFixedBatch)
            return 1;
        int image = Graph.Inputs[0].Value;
        GradientEngine made = _gradients.For(Engine, _heads.Head, input, [target.SpecOf(this)], [image], rules, cancellation);
        Shape[] shapes =
            [.. made.Engine.Graph.Inputs.Select(given => made.Gradients.Seeds.Contains(given.Value) ? made.Shapes[0] : input)];
        long elements = made.Engine.PeakElements(shapes, made.Gradients.Gradients[0].Values.ToHashSet(), cancellation);
        int most = BatchSize.Within(memoryBudget, elements, MostGradientImages);
        return Math.Min(most, Engine.LargestBatchOf(elements));
    }

    /// <summary>One value for a batch of inputs.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="value">The value's index, such as <see cref="LogitsValue"/>.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <param name="batchInvariant">Whether, on the CPU, the bits of an image's elements do not depend on the rest of the batch.</param>
    /// <param name="batches">The call's batches, of which this is one; null for a run of its own.</param>
    internal Tensor RunValue(
        Tensor input, int value, CancellationToken cancellation, bool batchInvariant = false, ModelBatches? batches = null) =>
        Run(input, [value], [], batchInvariant, batches, cancellation)[value];

    /// <summary>Several values for a batch of inputs, from one run.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="values">The values' indices.</param>
    /// <param name="cancellation">Stops the run.</param>
    internal IReadOnlyDictionary<int, Tensor> RunValues(Tensor input, IEnumerable<int> values, CancellationToken cancellation) =>
        Run(input, [.. values], [], batchInvariant: false, null, cancellation);

    /// <summary>Begins the batches of a call of a technique that runs many inputs.</summary>
    /// <param name="memoryBudget">Bytes for the feature maps of the batches that run at once on the model.</param>
    internal ModelBatches OpenBatches(long memoryBudget) => new(Engine, memoryBudget);

    /// <summary>One layer's output for several inputs, run as one batch.</summary>
    /// <param name="inputs">The inputs, each 1 x channels x height x width; at least one.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellation">Stops the run.</param>
    internal Tensor RunTogether(Tensor[] inputs, string layer, CancellationToken cancellation) =>
        Run(BatchSlices.Join(inputs), [layer], cancellationToken: cancellation)[layer];

    /// <summary>Runs one image, and prepares runs of the layers behind a value for changes of it.</summary>
    /// <param name="input">The image, 1 x channels x height x width.</param>
    /// <param name="from">The value that will be changed: the input, or the output of a node.</param>
    /// <param name="to">The value that results, such as <see cref="LogitsValue"/>.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of the batches of changes that run at once on the model.</param>
    /// <param name="cancellation">Stops this run and all that follow.</param>
    /// <param name="also">A value that is wanted of the unchanged image too; null for none.</param>
    internal InnerRun OpenInner(Tensor input, int from, int to, long memoryBudget, CancellationToken cancellation, int? also = null)
    {
        Check(input);
        return new InnerRun(Engine, input, (from, to, also), HasFixedBatch || _repeats > 1, memoryBudget, cancellation);
    }

    /// <summary>The shapes of the values that some values depend on, for a batch of inputs; those of constants are left out.</summary>
    internal IReadOnlyDictionary<int, Shape> ShapesFor(Tensor input, IReadOnlySet<int> values)
    {
        Check(input);
        return ShapeInference.Infer(Graph, [input.Shape], values);
    }

    /// <summary>Prepares runs of a graph in which the values of the model's keep their indices.</summary>
    internal ExtendedRun Extend(Graph graph) => new(Engine.Over(graph));

    /// <summary>The largest batch of gradient runs on this model's device: see <see cref="LargestGradientBatch"/>.</summary>
    internal int MostGradientImages => HasFixedBatch ? 1 : Device == Device.Cpu ? LargestGradientBatch : BatchSize.Largest;

    /// <summary>The first image's share of a value, in a network that repeats its image for a fixed batch.</summary>
    internal Tensor FirstImageOf(Tensor value) => _repeats == 1 ? value : FirstOf(value);
}
