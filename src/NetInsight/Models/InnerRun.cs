using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Imaging;

namespace NetInsight.Models;

/// <summary>
/// Runs a network from one of its values on: the layers before it run once, for the unchanged input, and each changed value runs only the
/// layers behind it. For techniques that change feature maps. On the CPU the bits of a result do not depend on the batch.
/// </summary>
internal sealed class InnerRun : IDisposable
{
    private readonly Engine _engine;
    private readonly Tensor[] _others;
    private readonly int _to;
    private readonly long _memoryBudget;
    private readonly BatchSequence _batches;
    private readonly Dictionary<int, Tensor> _values;
    private readonly CancellationToken _cancellation;

    /// <summary>Runs the network on an input, and prepares the part behind a value.</summary>
    /// <param name="engine">The network.</param>
    /// <param name="input">One image.</param>
    /// <param name="part">
    /// The value that will be changed, the input or the output of a node; the value that results; and one that is wanted of the unchanged
    /// input too.
    /// </param>
    /// <param name="isSingle">Whether the file fits one image only.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of the batches that run at once on the model.</param>
    /// <param name="cancellation">Stops this run and all that follow.</param>
    /// <exception cref="ArgumentException">The result does not depend on the value.</exception>
    public InnerRun(
        Engine engine, Tensor input, (int From, int To, int? Also) part, bool isSingle, long memoryBudget, CancellationToken cancellation)
    {
        (int from, int to, int? also) = part;
        (_to, _memoryBudget, _cancellation) = (to, memoryBudget, cancellation);
        Graph graph = engine.Graph;
        HashSet<int> targets = [from, to];
        Dictionary<int, Shape> shapes = ShapeInference.Infer(graph, [input.Shape], targets, cancellation);
        Graph tail = GraphTail.Of(graph, shapes, from, to) ?? throw new ArgumentException(
            $"'{Printable.Escape(graph.Values[to].Name)}' does not depend on '{Printable.Escape(graph.Values[from].Name)}'.", nameof(part));
        int[] given = [.. tail.Inputs.Select(value => value.Value)];
        HashSet<int> requested = [.. given, to, also ?? to];
        requested.Remove(graph.Inputs[0].Value);
        Dictionary<int, Tensor> values = engine.Run([input], requested, new HashSet<int>(), null, true, cancellation);
        values[graph.Inputs[0].Value] = input;
        _values = values;
        (Value, Result, _others) = (values[from], values[to], [.. given[1..].Select(value => values[value])]);
        _engine = engine.Over(tail);
        CanBatch = !isSingle && input.Shape[0] == 1 && HaveBatches(graph, input.Shape, [.. given, to], shapes, cancellation);
        _batches = new BatchSequence(engine.Runner.Batches, memoryBudget);
    }

    /// <summary>The value for the unchanged input.</summary>
    public Tensor Value { get; }

    /// <summary>The result for the unchanged input.</summary>
    public Tensor Result { get; }

    /// <summary>A value that was asked for, for the unchanged input.</summary>
    public Tensor this[int value] => _values[value];

    /// <summary>Whether several changed values run as one batch: all values concerned have the batch as their first dimension.</summary>
    public bool CanBatch { get; }

    /// <summary>
    /// How many changed values run as one batch: as requested, else as many as fit the budget; 1 where batches cannot run.
    /// </summary>
    /// <param name="requested">The caller's choice; null for as many as the budget allows, at most <see cref="BatchSize.Largest"/>.</param>
    public int BatchSizeFor(int? requested)
    {
        if (!CanBatch)
            return 1;
        long peak = _engine.PeakElements([Value.Shape, .. _others.Select(other => other.Shape)], new HashSet<int> { _to }, _cancellation);
        long elements = peak + Value.Count + _others.Sum(other => (long)other.Count);
        int most = requested ?? BatchSize.Within(_memoryBudget, elements);
        return (int)Math.Min(most, _engine.LargestBatchOf(peak));
    }

    /// <summary>The results of changed values.</summary>
    /// <param name="changed">The changed values, joined along the first dimension; one of them where batches cannot run.</param>
    public Tensor Run(Tensor changed)
    {
        int count = changed.Shape[0] / Value.Shape[0];
        Tensor[] inputs = [changed, .. _others.Select(other => Repeat(other, count))];
        return _engine.Run(inputs, new HashSet<int> { _to }, new HashSet<int>(), null, true, _cancellation, _batches)[_to];
    }

    /// <summary>Ends the batches.</summary>
    public void Dispose() => _batches.Dispose();

    private static Tensor Repeat(Tensor value, int count) => count == 1 ? value : BatchSlices.Join([.. Enumerable.Repeat(value, count)]);

    /// <summary>Whether two images instead of one double the first dimension of each value, and change no other.</summary>
    private static bool HaveBatches(
        Graph graph, Shape input, int[] values, Dictionary<int, Shape> shapes, CancellationToken cancellation)
    {
        try
        {
            Dictionary<int, Shape> doubled = ShapeInference.Infer(graph, [input.With(0, 2)], new HashSet<int>(values), cancellation);
            return values.All(value => shapes[value] is { Rank: > 0 } shape && shape[0] == 1 && doubled[value] == shape.With(0, 2));
        }
        catch (ArgumentException)
        {
            return false;               // shapes that one image fits only
        }
    }
}

/// <summary>
/// Runs of a graph that extends a model's by further nodes, on the model's device, with its memory and packed weights; the inputs may have
/// other sizes than the file states.
/// </summary>
/// <param name="engine">The engine over that graph.</param>
internal sealed class ExtendedRun(Engine engine)
{
    /// <summary>The requested values for the graph's inputs, in its order.</summary>
    /// <exception cref="ResourceLimitException">The run would need more memory than the model's limits allow.</exception>
    public Dictionary<int, Tensor> Run(Tensor[] inputs, IReadOnlySet<int> requested, CancellationToken cancellation) =>
        engine.Run(inputs, requested, new HashSet<int>(), null, cancellation);

    /// <summary>How many images run as one batch: as many as fit a budget and the model's limits.</summary>
    /// <param name="inputs">The shapes of the inputs for one image.</param>
    /// <param name="requested">The requested values.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="most">The largest batch.</param>
    /// <param name="cancellation">Stops planning.</param>
    public int BatchSizeFor(
        Shape[] inputs, IReadOnlySet<int> requested, long memoryBudget, int most, CancellationToken cancellation)
    {
        long elements = engine.PeakElements(inputs, requested, cancellation);
        return Math.Min(BatchSize.Within(memoryBudget, elements, most), engine.LargestBatchOf(elements));
    }
}
