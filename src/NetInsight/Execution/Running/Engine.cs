using NetInsight.Execution.Planning;
using NetInsight.Execution.Planning.Fusion;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>A graph on a model's share of a device, with the plans for the shapes seen so far. Thread-safe.</summary>
internal sealed class Engine : IDisposable
{
    private readonly PlanCache _plans = new();
    private readonly long _mostElements;
    private readonly bool _ownsRunner;
    private string? _wholeBatch;            // the last batch that could not be cut, so that the next like it is not tried again

    /// <summary>An engine on the CPU.</summary>
    public Engine(Graph graph, int threads, long mostElements, Precision precision = Precision.Fast)
        : this(graph, new CpuRunner(threads, precision), mostElements)
    {
    }

    /// <summary>An engine on a runner, which it disposes.</summary>
    public Engine(Graph graph, Runner runner, long mostElements) : this(graph, runner, mostElements, ownsRunner: true)
    {
    }

    private Engine(Graph graph, Runner runner, long mostElements, bool ownsRunner) =>
        (Graph, Runner, _mostElements, _ownsRunner) = (graph, runner, mostElements, ownsRunner);

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>The model's share of the device.</summary>
    public Runner Runner { get; }

    /// <summary>The number of buffers that runs hold; 0 when none is under way.</summary>
    public int RentedBuffers => Runner.RentedBuffers;

    /// <summary>The slots of all plans that are kept.</summary>
    public long PlannedSlots => _plans.Slots;

    /// <summary>Runs the graph as far as the requested values need, with the algorithms that are fastest for these inputs.</summary>
    /// <param name="inputs">The graph's inputs, NCHW.</param>
    /// <param name="requested">The values to return.</param>
    /// <param name="observed">The values that <paramref name="observe"/> is called with.</param>
    /// <param name="observe">Called with a value and its elements, NCHW; a tensor that comes back replaces them, null leaves them.</param>
    /// <param name="cancellation">Stops the run between steps.</param>
    public Dictionary<int, Tensor> Run(
        Tensor[] inputs,
        IReadOnlySet<int> requested,
        IReadOnlySet<int> observed,
        Func<int, Tensor, Tensor?>? observe,
        CancellationToken cancellation) =>
        Run(inputs, requested, observed, observe, batchInvariant: false, cancellation);

    /// <summary>Runs the graph as far as the requested values need.</summary>
    /// <param name="inputs">The graph's inputs, NCHW.</param>
    /// <param name="requested">The values to return.</param>
    /// <param name="observed">The values that <paramref name="observe"/> is called with.</param>
    /// <param name="observe">Called with a value and its elements, NCHW; a tensor that comes back replaces them, null leaves them.</param>
    /// <param name="batchInvariant">See <see cref="CpuDevice.IsBatchInvariant"/>; means nothing on a GPU.</param>
    /// <param name="cancellation">Stops the run between steps.</param>
    /// <param name="batches">The call's batches, among which the run waits for its memory; null for a run of its own.</param>
    public Dictionary<int, Tensor> Run(
        Tensor[] inputs,
        IReadOnlySet<int> requested,
        IReadOnlySet<int> observed,
        Func<int, Tensor, Tensor?>? observe,
        bool batchInvariant,
        CancellationToken cancellation,
        BatchSequence? batches = null)
    {
        cancellation.ThrowIfCancellationRequested();
        using IDisposable? entered = Runner.Enter();
        Backend backend = Runner.Backend(cancellation);
        if (observed.Count == 0 && Runner.ParallelRuns > 0 && inputs is [{ Shape: { Rank: > 1 } shape } batch]
            && BatchSlices.Of(shape[0]) is { Length: > 1 } slices
            && SlicePlans(shape, slices, requested, backend, cancellation) is { } plans)
        {
            Tensor[][] inputsOf = [.. BatchSlices.Cut(batch, slices).Select(slice => new[] { slice })];
            Dictionary<int, Tensor>[] results = RunSlices(plans, inputsOf, batchInvariant, cancellation, batches);
            return results[0].Keys.ToDictionary(value => value, value => BatchSlices.Join([.. results.Select(each => each[value])]));
        }

        Plan plan = PlanFor([.. inputs.Select(input => input.Shape)], requested, observed, backend, cancellation);
        using BatchPlace? place = batches?.Enter(plan.Peak, cancellation);
        return Runner.Run(plan, inputs, observe, batchInvariant, cancellation);
    }

    /// <summary>Runs the slices of a batch side by side, where the runner does so.</summary>
    /// <param name="plans">The plan of each slice, of this engine or of another over a graph of the same model.</param>
    /// <param name="slices">The inputs of each slice.</param>
    /// <param name="batchInvariant">See <see cref="CpuDevice.IsBatchInvariant"/>.</param>
    /// <param name="cancellation">Stops the runs between steps.</param>
    /// <param name="batches">The call's batches, among which the run waits for its memory; null for a run of its own.</param>
    /// <returns>For each slice its requested values.</returns>
    public Dictionary<int, Tensor>[] RunSlices(
        Plan[] plans, Tensor[][] slices, bool batchInvariant, CancellationToken cancellation, BatchSequence? batches = null)
    {
        long peak = plans.Max(each => each.Peak) * Math.Min(Runner.ParallelRuns, plans.Length);
        using BatchPlace? shared = batches?.Enter(peak, cancellation);
        return Runner.RunSlices(plans, slices, batchInvariant, cancellation);
    }

    /// <summary>The most images that one plan may be made for within the limits; at least one.</summary>
    public int LargestBatch(Shape image, int value, CancellationToken cancellation = default) =>
        LargestBatchOf(PlanFor(image, value, cancellation).Peak);

    /// <summary>The most images that one plan may be made for within the limits, at so many elements for each; at least one.</summary>
    public int LargestBatchOf(long elements) => (int)Math.Clamp(_mostElements / Math.Max(elements, 1), 1, int.MaxValue);

    /// <summary>The plan for a batch of images as far as one value.</summary>
    public Plan PlanFor(Shape input, int value, CancellationToken cancellation = default)
    {
        using IDisposable? entered = Runner.Enter();
        return PlanFor([input], new HashSet<int> { value }, new HashSet<int>(), Runner.Backend(cancellation), cancellation);
    }

    /// <summary>The plan for inputs of some shapes as far as the requested values.</summary>
    public Plan PlanFor(Shape[] inputs, IReadOnlySet<int> requested, CancellationToken cancellation = default) =>
        PlanFor(inputs, requested, 1, cancellation);

    /// <summary>The plan for inputs of some shapes as far as the requested values, of which so many runs go side by side.</summary>
    public Plan PlanFor(Shape[] inputs, IReadOnlySet<int> requested, int runs, CancellationToken cancellation)
    {
        using IDisposable? entered = Runner.Enter();
        return PlanFor(inputs, requested, new HashSet<int>(), Runner.Backend(cancellation), cancellation, runs);
    }

    /// <summary>The most elements that the feature maps of a run hold at once.</summary>
    public long PeakElements(Shape[] inputs, IReadOnlySet<int> requested, CancellationToken cancellation = default) =>
        PlanFor(inputs, requested, cancellation).Peak;

    /// <summary>An engine for the same graph and limits on another device; nothing that was packed is shared.</summary>
    public Engine On(Runner other) => On(other, Graph);

    /// <summary>An engine for another graph with the same limits on another device; nothing that was packed is shared.</summary>
    public Engine On(Runner other, Graph graph) => new(graph, other, _mostElements);

    /// <summary>
    /// An engine for another graph of the same model on the same device, with the same limits: memory and packed weights are shared, so
    /// that only constants that are new in that graph are packed. It ends with this engine and need not be disposed.
    /// </summary>
    public Engine Over(Graph other) => new(other, Runner, _mostElements, ownsRunner: false);

    /// <summary>Drops plans; the next run makes its own.</summary>
    public void DropPlans() => _plans.Clear();

    /// <summary>Frees memory outside the process, once the runs under way have ended.</summary>
    public void Dispose()
    {
        if (_ownsRunner)
            Runner.Dispose();
    }

    /// <summary>The plan of each slice of a batch; null where images are not independent.</summary>
    private Plan[]? SlicePlans(
        Shape shape, int[] slices, IReadOnlySet<int> requested, Backend backend, CancellationToken cancellation)
    {
        if (Graph.Inputs[0].Dimensions is [not null, ..])
            return null;
        string batch = KeyOf([shape], ValuesOf(requested, []));
        if (batch == Volatile.Read(ref _wholeBatch))
            return null;
        try
        {
            int runs = Math.Min(Runner.ParallelRuns, slices.Length);
            Dictionary<int, Plan> plans = [];
            foreach (int count in slices)
            {
                if (!plans.ContainsKey(count))
                    plans[count] = PlanFor([shape.With(0, count)], requested, new HashSet<int>(), backend, cancellation, runs);
            }

            if (plans.All(plan => plan.Value.AreImagesIndependent(plan.Key)))
                return [.. slices.Select(count => plans[count])];
        }
        catch (ArgumentException)
        {
            // Shapes that fit one batch size only, or an input that does not fit: the whole batch will tell.
        }

        Volatile.Write(ref _wholeBatch, batch);
        return null;
    }

    /// <summary>The plan for inputs of these shapes, of which so many runs go side by side.</summary>
    private Plan PlanFor(
        Shape[] inputs,
        IReadOnlySet<int> requested,
        IReadOnlySet<int> observed,
        Backend backend,
        CancellationToken cancellation,
        int runs = 1)
    {
        string values = ValuesOf(requested, observed), key = KeyOf(inputs, values);
        if (_plans.Find(key) is { } known)
            return Checked(known, inputs, runs);

        HashSet<int> visible = [.. requested, .. observed];
        Dictionary<int, Shape> shapes = ShapeInference.Infer(Graph, inputs, visible, cancellation);     // before packing, which trusts
        Plan plan = Derived(values, inputs, shapes) ?? Planner.Make(
            Graph,
            GraphFusion.Apply(Graph, visible, shapes, Runner.Packs, backend, cancellation),
            shapes,
            requested,
            observed,
            cancellation);
        return _plans.Keep(key, values, new FirstPlan(inputs, shapes, Checked(plan, inputs, runs)));
    }

    private static string ValuesOf(IEnumerable<int> requested, IEnumerable<int> observed) =>
        $"{string.Join(' ', requested.Order())}|{string.Join(' ', observed.Order())}";

    private static string KeyOf(Shape[] inputs, string values) => $"{string.Join(' ', inputs)}|{values}";

    /// <summary>
    /// The plan derived from the first for the same values, where shapes differ in the batch only; null where it must be made anew.
    /// </summary>
    private Plan? Derived(string values, Shape[] inputs, Dictionary<int, Shape> shapes) =>
        _plans.First(values) is { } first
        && inputs is [{ Rank: > 0 } input, ..] && first.Inputs is [{ Rank: > 0 } known, ..]
            ? PlanScaling.Of(first.Plan, first.Shapes, shapes, (known[0], input[0]))
            : null;

    private Plan Checked(Plan plan, Shape[] inputs, int runs)
    {
        long peak = runs * plan.Peak;
        return peak <= _mostElements ? plan : throw new ResourceLimitException(
            $"A run on input {string.Join(", ", inputs)} needs {peak:N0} elements at once; the limit is {_mostElements:N0} " +
            $"({nameof(LoadLimits)}.{nameof(LoadLimits.ActivationElements)}).");
    }
}
