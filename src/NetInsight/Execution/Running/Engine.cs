using System.Collections.Concurrent;
using NetInsight.Execution.Incremental;
using NetInsight.Execution.Planning;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>A graph with all that its runs share: packed weights, plans for the shapes seen so far, and memory. Thread-safe.</summary>
internal sealed class Engine(Graph graph, Runner runner, long mostElements) : IDisposable
{
    private const int MostPlans = 32;

    private readonly Fusion _fusion = new(graph);
    private readonly ConcurrentDictionary<string, Plan> _plans = new();

    /// <summary>An engine on the processor.</summary>
    public Engine(Graph graph, int threads, long mostElements, Precision precision = Precision.Fast) : this(graph, new CpuRunner(threads, precision), mostElements)
    {
    }

    /// <summary>The graph.</summary>
    public Graph Graph => graph;

    /// <summary>The number of maps whose memory runs now hold; 0 when none is under way.</summary>
    public int RentedBuffers => runner.RentedBuffers;

    /// <summary>Runs the graph as far as the wanted values need, with the algorithms that are fastest for these inputs.</summary>
    /// <inheritdoc cref="Run(Tensor[], IReadOnlySet{int}, IReadOnlySet{int}, Func{int, Tensor, Tensor?}?, bool, CancellationToken)"/>
    public Dictionary<int, Tensor> Run(
        Tensor[] inputs, IReadOnlySet<int> wanted, IReadOnlySet<int> observed, Func<int, Tensor, Tensor?>? observe, CancellationToken cancellation) =>
        Run(inputs, wanted, observed, observe, batchInvariant: false, cancellation);

    /// <summary>Runs the graph as far as the wanted values need.</summary>
    /// <param name="inputs">The graph's inputs, plain.</param>
    /// <param name="wanted">The values to keep.</param>
    /// <param name="observed">The values that <paramref name="observe"/> is called with.</param>
    /// <param name="observe">Looks at a value, or returns what takes its place.</param>
    /// <param name="batchInvariant">See <see cref="CpuDevice.IsBatchInvariant"/>; means nothing on a card.</param>
    /// <param name="cancellation">Stops the run between pieces of work.</param>
    public Dictionary<int, Tensor> Run(
        Tensor[] inputs,
        IReadOnlySet<int> wanted,
        IReadOnlySet<int> observed,
        Func<int, Tensor, Tensor?>? observe,
        bool batchInvariant,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using IDisposable? entered = runner.Enter();
        Backend backend = runner.Backend(cancellation);
        if (observed.Count == 0 && runner.ParallelRuns > 0 && inputs is [{ Shape: { Rank: > 1 } shape } batch] && BatchSlices.Of(shape[0]) is { Length: > 1 } pieces
            && SlicePlans(shape, pieces, wanted, backend) is { } plans)
            return runner.RunSlices(plans, BatchSlices.Cut(batch, pieces), batchInvariant, cancellation);
        Plan plan = PlanFor([.. inputs.Select(input => input.Shape)], wanted, observed, backend);
        return runner.Run(plan, inputs, observe, batchInvariant, cancellation);
    }

    /// <summary>A picture of which rectangles will be replaced: see <see cref="IncrementalRun"/>.</summary>
    /// <param name="input">The picture, plain, a batch of one.</param>
    /// <param name="hidden">What replaces rectangles of it.</param>
    /// <param name="value">The value that is wanted.</param>
    /// <param name="cancellation">Stops this run and all that follow between pieces of work.</param>
    /// <param name="tolerance">Changes of a map below this share of its largest magnitude are not followed further.</param>
    public IncrementalRun Incremental(Tensor input, Tensor hidden, int value, CancellationToken cancellation, float tolerance = 0) =>
        runner.Incremental(PlanFor(input.Shape, value), input, hidden, tolerance, cancellation);

    /// <summary>The most pictures that one plan may be made for within the limits; at least one.</summary>
    public int LargestBatch(Shape picture, int value) => (int)Math.Clamp(mostElements / Math.Max(PlanFor(picture, value).Peak, 1), 1, int.MaxValue);

    /// <summary>The plan for a batch of pictures as far as one value.</summary>
    public Plan PlanFor(Shape input, int value)
    {
        using IDisposable? entered = runner.Enter();
        return PlanFor([input], new HashSet<int> { value }, new HashSet<int>(), runner.Backend(CancellationToken.None));
    }

    /// <summary>The plan of each piece of a batch; null where pictures are not independent.</summary>
    private Plan[]? SlicePlans(Shape shape, int[] pieces, IReadOnlySet<int> wanted, Backend backend)
    {
        if (graph.Inputs[0].Dimensions is [not null, ..])
            return null;
        try
        {
            int runs = Math.Min(runner.ParallelRuns, pieces.Length);
            Plan[] plans = [.. pieces.Select(count => PlanFor([shape.With(0, count)], wanted, new HashSet<int>(), backend, runs))];
            return plans.Zip(pieces, BatchSlices.AreIndependent).All(isIndependent => isIndependent) ? plans : null;
        }
        catch (ArgumentException)
        {
            return null;            // a network whose shapes fit one number of pictures only, or an input that does not fit: the whole batch will tell
        }
    }

    /// <summary>The shapes of values for given inputs, by inference alone.</summary>
    /// <param name="inputs">The shapes of the graph's inputs.</param>
    /// <param name="wanted">The values that must come out; those not needed for them are left out. All where it is null.</param>
    /// <exception cref="ArgumentException">The inputs do not fit the network, or its parts each other; the message names the layer.</exception>
    public Dictionary<int, Shape> InferShapes(Shape[] inputs, IReadOnlySet<int>? wanted = null)
    {
        bool[]? isNeeded = wanted is null ? null : _fusion.NeededNodes(wanted);
        Dictionary<int, Shape> shapes = [];
        for (int i = 0; i < inputs.Length; i++)
            shapes[graph.Inputs[i].Value] = inputs[i];
        for (int index = 0; index < graph.Nodes.Length; index++)
        {
            if (isNeeded is null || isNeeded[index])
                shapes[graph.Nodes[index].Output] = Infer(graph.Nodes[index], shapes);
        }

        return shapes;
    }

    /// <summary>The most numbers that the maps of a run hold at once.</summary>
    public long PeakElements(Shape[] inputs, IReadOnlySet<int> wanted)
    {
        using IDisposable? entered = runner.Enter();
        return PlanFor(inputs, wanted, new HashSet<int>(), runner.Backend(CancellationToken.None)).Peak;
    }

    /// <summary>An engine for the same graph and limits somewhere else; nothing that was packed is shared.</summary>
    public Engine On(Runner other) => new(graph, other, mostElements);

    /// <summary>Lets go of memory outside the process, once the runs under way have ended.</summary>
    public void Dispose() => runner.Dispose();

    /// <summary>The plan for inputs of these shapes, of which so many runs go side by side.</summary>
    private Plan PlanFor(Shape[] inputs, IReadOnlySet<int> wanted, IReadOnlySet<int> observed, Backend backend, int runs = 1)
    {
        string key = $"{string.Join(' ', inputs)}|{string.Join(' ', wanted.Order())}|{string.Join(' ', observed.Order())}";
        if (_plans.TryGetValue(key, out Plan? known))
            return Checked(known, inputs, runs);

        HashSet<int> visible = [.. wanted, .. observed];
        Dictionary<int, Shape> shapes = InferShapes(inputs, visible);       // before anything is packed: packed forms trust their weights and inputs
        Plan plan = Planner.Make(graph, _fusion.Apply(visible, shapes, backend), inputs, wanted, observed);
        if (_plans.Count >= MostPlans)
            _plans.Clear();
        return _plans.GetOrAdd(key, Checked(plan, inputs, runs));
    }

    private Plan Checked(Plan plan, Shape[] inputs, int runs)
    {
        long peak = runs * plan.Peak;
        return peak <= mostElements ? plan : throw new ResourceLimitException(
            $"A run on input {string.Join(", ", inputs)} needs {peak:N0} numbers at once; the limit is {mostElements:N0} ({nameof(LoadLimits)}.{nameof(LoadLimits.ActivationElements)}).");
    }

    private Shape Infer(Node node, Dictionary<int, Shape> shapes)
    {
        try
        {
            return node.Operator.Infer([.. node.Inputs.Select(value => graph.Values[value].Constant?.Shape ?? shapes[value])]);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Layer '{Printable.Escape(node.Name)}': {e.Message}", e);
        }
    }
}
