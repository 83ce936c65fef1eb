using System.Collections.Immutable;
using NetInsight.Execution.Incremental;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Tensors;
using NetInsight.Models;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// Runs the network and returns the chosen output (<see cref="Output"/>) as the file has it: probabilities where it ends in a softmax,
    /// logits where it does not.
    /// </summary>
    /// <param name="input">A batch of preprocessed images, batch x channels x height x width (see <see cref="Prepare(RgbImage)"/>).</param>
    /// <param name="hooks">Observe or replace layers' outputs, in this call only.</param>
    /// <param name="cancellationToken">Stops the run; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// The input does not fit, holds a NaN or is empty; a hook names no layer or returns another shape; a layer is given values that it
    /// cannot use, such as an index of a MaxUnpool that is no element.
    /// </exception>
    /// <exception cref="ResourceLimitException">The run would need more memory than the model's limits allow.</exception>
    public Tensor Forward(Tensor input, IReadOnlyList<Hook>? hooks = null, CancellationToken cancellationToken = default)
    {
        int output = Graph.Outputs[_heads.Chosen];
        return Run(input, [output], hooks ?? [], batchInvariant: false, null, cancellationToken)[output];
    }

    /// <summary>Runs the network as far as the named layers need, and no further, and returns their outputs.</summary>
    /// <param name="input">A batch of preprocessed images, batch x channels x height x width.</param>
    /// <param name="layers">The layers whose outputs are returned.</param>
    /// <param name="hooks">Observe or replace layers' outputs, in this call only.</param>
    /// <param name="cancellationToken">Stops the run; the model stays usable.</param>
    /// <exception cref="ArgumentException">As for <see cref="Forward"/>, or a layer does not exist.</exception>
    /// <exception cref="ResourceLimitException">The run would need more memory than the model's limits allow.</exception>
    public Trace Run(
        Tensor input, IEnumerable<string> layers, IReadOnlyList<Hook>? hooks = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ImmutableArray<(string Name, int Value)> requested = [.. layers.Distinct().Select(name => (name, ValueOf(name, nameof(layers))))];
        HashSet<int> values = [.. requested.Select(layer => layer.Value)];
        Dictionary<int, Tensor> outputs = Run(input, values, hooks ?? [], batchInvariant: false, null, cancellationToken);
        return new Trace(requested.ToDictionary(layer => layer.Name, layer => outputs[layer.Value]));
    }

    /// <summary>
    /// The scores of all classes before the softmax or sigmoid, batch x classes, whether or not the file computes one. A sigmoid of one
    /// value x has two classes, whose scores are -x and x. Where the file holds probabilities that come from no single softmax or sigmoid,
    /// such as the mean of several, the scores are these values.
    /// </summary>
    /// <inheritdoc cref="Forward"/>
    /// <exception cref="InvalidOperationException">The network is no classifier: the message says what its output is.</exception>
    public Tensor Logits(Tensor input, IReadOnlyList<Hook>? hooks = null, CancellationToken cancellationToken = default) =>
        ScoresOf(input, hooks ?? [], batchInvariant: false, cancellationToken);

    /// <summary>
    /// The probabilities of all classes, batch x classes: the file's own where it computes them, else the softmax of the logits. Those of
    /// <see cref="HeadKind.Sigmoid"/> and <see cref="HeadKind.SigmoidLogits"/> do not sum to 1.
    /// </summary>
    /// <inheritdoc cref="Logits"/>
    public Tensor Probabilities(Tensor input, IReadOnlyList<Hook>? hooks = null, CancellationToken cancellationToken = default) =>
        ClassifierHead.Probabilities(Logits(input, hooks, cancellationToken));

    /// <summary>
    /// One layer's output for a batch; on the CPU the bits of an image's elements do not depend on the rest of the batch.
    /// </summary>
    internal Tensor RunBatch(Tensor input, string layer, CancellationToken cancellation)
    {
        int value = ValueOf(layer);
        return Run(input, [value], [], batchInvariant: true, null, cancellation)[value];
    }

    /// <summary>
    /// Opens a session of runs on one image, each with a region replaced by a baseline, as far as a value: for techniques that perturb the
    /// input.
    /// </summary>
    /// <param name="input">The image, 1 x channels x height x width.</param>
    /// <param name="baseline">What replaces regions of it, of the same shape.</param>
    /// <param name="value">The requested value, such as <see cref="LogitsValue"/>.</param>
    /// <param name="tolerance">
    /// Changes of a feature map below this share of its largest magnitude are not followed further; 0 for exact runs.
    /// </param>
    /// <param name="cancellation">Stops this run and all of the session.</param>
    internal IncrementalSession OpenIncremental(
        Tensor input, Tensor baseline, int value, float tolerance = 0, CancellationToken cancellation = default)
    {
        Check(input);
        return IncrementalSession.Open(Engine, input, baseline, value, tolerance, cancellation);
    }

    /// <summary>The scores of a batch, one row for each image.</summary>
    private Tensor ScoresOf(Tensor input, IReadOnlyList<Hook> hooks, bool batchInvariant, CancellationToken cancellation)
    {
        Head head = ClassifierHead;
        Tensor scores = head.ScoresOf(Run(input, [head.Scores], hooks, batchInvariant, null, cancellation)[head.Scores]);
        return scores.Shape[0] == input.Shape[0] ? scores : throw new InvalidOperationException(
            $"The network is no classifier: it makes {scores.Shape[0]} rows of scores of {input.Shape[0]} images.");
    }

    /// <summary>The value that holds the scores before the softmax or sigmoid.</summary>
    internal int LogitsValue => ClassifierHead.Scores;

    private Dictionary<int, Tensor> Run(
        Tensor input,
        HashSet<int> requested,
        IReadOnlyList<Hook> hooks,
        bool batchInvariant,
        ModelBatches? batches,
        CancellationToken cancellation)
    {
        Check(input);
        Engine engine = Engine;
        return HasFixedBatch && input.Shape[0] > 1 ? OneByOne(input, RunEngine) : RunEngine(input);

        Dictionary<int, Tensor> RunEngine(Tensor batch) =>
            Run(engine, [batch], requested, hooks, batchInvariant, batches, cancellation);
    }

    /// <summary>Runs the model's engine, or another over a graph in which the values of the model's keep their indices.</summary>
    private Dictionary<int, Tensor> Run(
        Engine engine,
        Tensor[] inputs,
        HashSet<int> requested,
        IReadOnlyList<Hook> hooks,
        bool batchInvariant,
        ModelBatches? batches,
        CancellationToken cancellation)
    {
        ILookup<int, Hook> hooksOf = hooks.ToLookup(hook => ValueOf(hook.Layer, nameof(hooks)));
        HashSet<int> observed = [.. hooksOf.Select(group => group.Key)];
        Dictionary<int, Tensor> outputs = engine.Run(
            inputs, requested, observed, Observe, batchInvariant, cancellation, batches?.Sequence);
        return _repeats == 1 ? outputs : outputs.ToDictionary(pair => pair.Key, pair => FirstOf(pair.Value));

        Tensor? Observe(int value, Tensor output)
        {
            Tensor? replaced = null;
            foreach (Hook hook in hooksOf[value])
                replaced = hook.Apply(replaced ?? output) ?? replaced;
            return replaced;
        }
    }

    /// <summary>The first image's share of a layer's output, in a network that repeats its image for a fixed batch.</summary>
    private Tensor FirstOf(Tensor output)
    {
        if (output.Shape.Rank == 0 || output.Shape[0] < _repeats || output.Shape[0] % _repeats != 0)
            return output;
        int count = output.Shape[0] / _repeats;
        return new Tensor(output.Shape.With(0, count), output.AsSpan()[..(output.Count / _repeats)]);
    }

    /// <summary>A file made for one image may hold shapes that only one image fits: a batch then runs image by image.</summary>
    private static Dictionary<int, Tensor> OneByOne(Tensor input, Func<Tensor, Dictionary<int, Tensor>> run)
    {
        int count = input.Shape[0], size = input.Count / count;
        Dictionary<int, Tensor> results = [];
        for (int n = 0; n < count; n++)
        {
            foreach ((int value, Tensor output) in run(new Tensor(input.Shape.With(0, 1), input.AsSpan().Slice(n * size, size))))
            {
                if (n == 0)
                    results[value] = Tensor.Uninitialized(output.Shape.With(0, output.Shape[0] * count));
                output.AsSpan().CopyTo(results[value].AsSpan()[(n * output.Count)..]);
            }
        }

        return results;
    }

    private void Check(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImmutableArray<int?> expected = Graph.Inputs[0].Dimensions;
        bool fits = input.Shape.Rank == expected.Length;
        for (int axis = 1; fits && axis < expected.Length; axis++)
            fits = expected[axis] is not { } extent || extent == input.Shape[axis];
        if (!fits)
        {
            throw new ArgumentException(
                $"The network expects an input of shape {Describe(expected)}, but is given {input.Shape}.", nameof(input));
        }

        if (input.Count == 0)
            throw new ArgumentException($"The input is empty: its shape is {input.Shape}.", nameof(input));
        int index = NotANumber.IndexIn(input.AsMemory());
        if (index >= 0)
            throw new ArgumentException($"The input holds a NaN (element {index} of {input.Count}).", nameof(input));
    }

    private static string Describe(ImmutableArray<int?> dimensions) =>
        string.Join('x', dimensions.Select((extent, axis) => axis == 0 ? "n" : extent?.ToString() ?? "?"));
}
