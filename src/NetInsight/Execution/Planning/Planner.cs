using NetInsight.Execution.Planning.Fusion;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Execution.Planning;

/// <summary>
/// Turns fused nodes into a plan: chooses the layout of every value, puts in the steps that convert between layouts, and finds when each
/// slot's memory is free.
/// </summary>
internal sealed class Planner
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<int, Shape> _shapes;
    private readonly IReadOnlyList<FusedNode> _nodes;
    private readonly IReadOnlySet<int> _observed;
    private readonly List<Step> _steps = [];
    private readonly List<Slot> _slots = [];
    private readonly List<int> _values = [];                // the value of each slot
    private readonly Dictionary<(int Value, bool IsNhwc, int Rank), int> _slotOf = [];
    private readonly Dictionary<int, bool> _madeNhwc = [];
    private readonly HashSet<int> _images = [];             // inputs that become NHWC sooner or later: better at once

    private Planner(
        Graph graph, IReadOnlyList<FusedNode> nodes, IReadOnlyDictionary<int, Shape> shapes, IReadOnlySet<int> observed)
    {
        _graph = graph;
        _nodes = nodes;
        _shapes = shapes;
        _observed = observed;
    }

    /// <summary>Makes a plan.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">Its fused nodes, those needed only.</param>
    /// <param name="shapes">The shapes of the graph's inputs and of all values that the nodes make.</param>
    /// <param name="requested">Values kept to the end.</param>
    /// <param name="observed">Values that a hook observes.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    public static Plan Make(
        Graph graph,
        IReadOnlyList<FusedNode> nodes,
        IReadOnlyDictionary<int, Shape> shapes,
        IReadOnlySet<int> requested,
        IReadOnlySet<int> observed,
        CancellationToken cancellation = default)
    {
        Planner planner = new(graph, nodes, shapes, observed);
        int[] inputSlots = new int[graph.Inputs.Length];
        for (int i = 0; i < inputSlots.Length; i++)
        {
            int value = graph.Inputs[i].Value;
            inputSlots[i] = planner.AddSlot(value, new Slot(shapes[value], IsNhwc: false));
            if (shapes[value].Rank == 4 && nodes.Any(node => node.Operator.Layout == Layout.Nhwc))
                planner._images.Add(value);
        }

        foreach (FusedNode node in nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            planner.Add(node);
        }

        Dictionary<int, int> requestedSlots =
            requested.ToDictionary(value => value, value => planner.SlotFor(value, false, planner.ShapeOf(value).Rank));
        Plan plan = new([.. planner._steps], [.. planner._slots], inputSlots, requestedSlots) { Values = [.. planner._values] };
        Lifetimes.Mark(plan);
        return plan;
    }

    private void Add(FusedNode node)
    {
        Shape shape = ShapeOf(node.Output);
        bool isNhwc = shape.Rank >= 3 && node.Operator.Layout switch
        {
            Layout.Nhwc => true,
            Layout.Nchw => false,
            _ => ReadsNhwc(node) || (shape.Rank == 4 && IsFreeInNhwc(node, shape)),
        };
        Operator op = isNhwc && node.Operator.Layout == Layout.Any ? node.Operator.InNhwc(shape.Rank) : node.Operator;
        int[] inputs = new int[node.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            Shape own = ShapeOf(node.Inputs[i]);
            inputs[i] = IsFeatureMap(node, i, own)
                ? SlotFor(node.Inputs[i], isNhwc, Math.Max(shape.Rank, own.Rank))
                : SlotFor(node.Inputs[i], false, own.Rank);
        }

        _madeNhwc[node.Output] = isNhwc;
        int output = _slotOf.TryGetValue((node.Output, isNhwc, shape.Rank), out int shared)     // several nodes write channels of one map
            ? shared
            : AddSlot(node.Output, new Slot(shape, isNhwc));
        _steps.Add(new Step(node.Layer, op, inputs, output) { Observed = _observed.Contains(node.Output) ? node.Output : null });
    }

    private ILookup<int, FusedNode> Readers => field ??=
        _nodes.SelectMany(node => node.Inputs, (node, value) => (Node: node, Value: value)).ToLookup(read => read.Value, read => read.Node);

    private bool ReadsNhwc(FusedNode node)
    {
        foreach (int value in node.Inputs)
        {
            if (_madeNhwc.GetValueOrDefault(value) || _images.Contains(value))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a node of either layout makes a feature map of values that are the same in both, such as one element a channel, for a node
    /// that takes it as NHWC: made so, it needs no reordering.
    /// </summary>
    private bool IsFreeInNhwc(FusedNode node, Shape shape)
    {
        return !Slot.LayoutsCoincide(shape)
            && node.Inputs.All(value =>
                _graph.Values[value].Constant is not null || Slot.LayoutsCoincide(ShapeOf(value).Expand(shape.Rank)))
            && Readers[node.Output].Any(TakesNhwc);

        bool TakesNhwc(FusedNode reader) =>
            reader.Operator.Layout == Layout.Nhwc || (reader.Operator.Layout == Layout.Any && ReadsNhwc(reader));
    }

    /// <summary>
    /// Whether input <paramref name="index"/> is a feature map in the operator's layout, and not a parameter such as a weight, which has a
    /// layout of its own. Operators of either layout have no parameters: their inputs broadcast against each other.
    /// </summary>
    private static bool IsFeatureMap(FusedNode node, int index, Shape shape) =>
        node.Operator.Layout == Layout.Any
        || (node.Operator.Layout == Layout.Nhwc && shape.Rank >= 3 && node.Operator.TakesFeatureMap(index));

    private Shape ShapeOf(int value) => _graph.Values[value].Constant?.Shape ?? _shapes[value];

    private int AddSlot(int value, Slot slot)
    {
        _slots.Add(slot);
        _values.Add(value);
        int index = _slots.Count - 1;
        _slotOf[(value, slot.IsNhwc, slot.LogicalShape.Rank)] = index;
        return index;
    }

    /// <summary>The slot that holds a value in a layout and with a rank, made by a step that converts it where there is none yet.</summary>
    private int SlotFor(int value, bool isNhwc, int rank)
    {
        if (_slotOf.TryGetValue((value, isNhwc, rank), out int found))
            return found;

        Shape own = ShapeOf(value), shape = own.Expand(rank);
        if (_graph.Values[value].Constant is { } constant)
            return AddSlot(value, new Slot(shape, isNhwc, InLayout(constant.Reshape(shape), isNhwc)));

        if (rank != own.Rank && !isNhwc)                            // broadcasting puts dimensions of 1 before the others: a view
            return AddView(value, SlotFor(value, false, own.Rank), new Slot(shape, false));

        int source = rank == own.Rank ? _slotOf[(value, _madeNhwc.GetValueOrDefault(value), rank)] : SlotFor(value, false, rank);
        Slot target = new(shape, isNhwc);
        if (Slot.LayoutsCoincide(shape))
            return AddView(value, source, target);
        int slot = AddSlot(value, target);
        _steps.Add(new Step(_graph.Values[value].Name, isNhwc ? Transpose.ToNhwc(rank) : Transpose.ToNchw(rank), [source], slot));
        return slot;
    }

    private int AddView(int value, int source, Slot target)
    {
        int slot = AddSlot(value, target);
        _steps.Add(new Step(_graph.Values[value].Name, new Identity(), [source], slot));
        return slot;
    }

    private static Tensor InLayout(Tensor nchw, bool isNhwc)
    {
        if (!isNhwc)
            return nchw;
        Transpose transpose = Transpose.ToNhwc(nchw.Shape.Rank);
        Tensor result = Tensor.Uninitialized(transpose.Infer([nchw.Shape]));
        transpose.Forward(new CpuDevice(1), [nchw], result);
        return result;
    }
}
