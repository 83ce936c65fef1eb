using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Execution.Planning;

/// <summary>
/// Turns fused nodes into a plan: infers shapes, chooses the memory order of every value, puts in the steps that reorder, and finds when
/// each slot's memory is free.
/// </summary>
internal sealed class Planner
{
    private readonly Graph _graph;
    private readonly IReadOnlySet<int> _observed;
    private readonly List<Step> _steps = [];
    private readonly List<Slot> _slots = [];
    private readonly Dictionary<(int Value, bool IsChannelsLast, int Rank), int> _slotOf = [];
    private readonly Dictionary<int, Shape> _shapes = [];
    private readonly Dictionary<int, bool> _madeChannelsLast = [];
    private readonly HashSet<int> _pictures = [];           // inputs that become maps sooner or later: better at once, so that all after them are maps

    private Planner(Graph graph, IReadOnlySet<int> observed)
    {
        _graph = graph;
        _observed = observed;
    }

    /// <summary>Makes a plan.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">Its fused nodes, those needed only.</param>
    /// <param name="inputs">Shapes of the graph's inputs.</param>
    /// <param name="kept">Values wanted at the end.</param>
    /// <param name="observed">Values that a hook sees.</param>
    /// <exception cref="ArgumentException">The input does not fit the network; the message names the layer.</exception>
    public static Plan Make(Graph graph, IReadOnlyList<FusedNode> nodes, Shape[] inputs, IReadOnlySet<int> kept, IReadOnlySet<int> observed)
    {
        Planner planner = new(graph, observed);
        int[] inputSlots = new int[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputSlots[i] = planner.AddSlot(graph.Inputs[i].Value, new Slot(inputs[i], IsNhwc: false));
            planner._shapes[graph.Inputs[i].Value] = inputs[i];
            if (inputs[i].Rank == 4 && nodes.Any(node => node.Operator.Layout == Layout.Nhwc))
                planner._pictures.Add(graph.Inputs[i].Value);
        }

        foreach (FusedNode node in nodes)
            planner.Add(node);
        Dictionary<int, int> keptSlots = kept.ToDictionary(value => value, value => planner.SlotFor(value, false, planner.ShapeOf(value).Rank));
        Plan plan = new([.. planner._steps], [.. planner._slots], inputSlots, keptSlots);
        Lifetimes.Mark(plan);
        return plan;
    }

    private void Add(FusedNode node)
    {
        Shape[] shapes = [.. node.Inputs.Select(ShapeOf)];
        Shape shape = Infer(node, shapes);
        bool isChannelsLast = shape.Rank >= 3 && node.Operator.Layout switch
        {
            Layout.Nhwc => true,
            Layout.Nchw => false,
            _ => node.Inputs.Any(value => _madeChannelsLast.GetValueOrDefault(value) || _pictures.Contains(value)),
        };
        Operator op = isChannelsLast && node.Operator.Layout == Layout.Any ? node.Operator.InNhwc(shape.Rank) : node.Operator;
        int[] inputs = [.. node.Inputs.Select((value, i) => IsMap(node, i, shapes[i])
            ? SlotFor(value, isChannelsLast, Math.Max(shape.Rank, shapes[i].Rank))
            : SlotFor(value, false, shapes[i].Rank))];

        _shapes[node.Output] = shape;
        _madeChannelsLast[node.Output] = isChannelsLast;
        int output = _slotOf.TryGetValue((node.Output, isChannelsLast, shape.Rank), out int shared)     // several nodes write parts of one map
            ? shared
            : AddSlot(node.Output, new Slot(shape, isChannelsLast));
        _steps.Add(new Step(node.Layer, op, inputs, output) { Observed = _observed.Contains(node.Output) ? node.Output : null });
    }

    /// <summary>
    /// Whether input <paramref name="position"/> is a map in the operator's memory order, and not a parameter such as a weight, which has
    /// an order of its own. Operators of either order have no parameters: their inputs broadcast against each other.
    /// </summary>
    private static bool IsMap(FusedNode node, int position, Shape shape) =>
        node.Operator.Layout == Layout.Any || (node.Operator.Layout == Layout.Nhwc && shape.Rank >= 3 && node.Operator.TakesFeatureMap(position));

    private static Shape Infer(FusedNode node, Shape[] shapes)
    {
        try
        {
            return node.Operator.Infer(shapes);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Layer '{Printable.Escape(node.Layer)}': {e.Message}", e);
        }
    }

    private Shape ShapeOf(int value) => _graph.Values[value].Constant?.Shape ?? _shapes[value];

    private int AddSlot(int value, Slot slot)
    {
        _slots.Add(slot);
        int index = _slots.Count - 1;
        _slotOf[(value, slot.IsNhwc, slot.LogicalShape.Rank)] = index;
        return index;
    }

    /// <summary>The slot that holds a value in an order and with a rank, made by a reordering step where there is none yet.</summary>
    private int SlotFor(int value, bool isChannelsLast, int rank)
    {
        if (_slotOf.TryGetValue((value, isChannelsLast, rank), out int found))
            return found;

        Shape shape = ShapeOf(value).Expand(rank);
        if (_graph.Values[value].Constant is { } constant)
            return AddSlot(value, new Slot(shape, isChannelsLast, Reorder(constant.Reshape(shape), isChannelsLast)));

        Shape own = ShapeOf(value);
        if (rank != own.Rank && !isChannelsLast)                    // broadcasting puts dimensions of 1 before the others: a view
            return AddView(value, SlotFor(value, false, own.Rank), new Slot(shape, false));

        int source = rank == own.Rank ? _slotOf[(value, _madeChannelsLast.GetValueOrDefault(value), rank)] : SlotFor(value, false, rank);
        Slot target = new(shape, isChannelsLast);
        if (Slot.LayoutsCoincide(shape))
            return AddView(value, source, target);
        int slot = AddSlot(value, target);
        _steps.Add(new Step(_graph.Values[value].Name, isChannelsLast ? Transpose.ToNhwc(rank) : Transpose.ToNchw(rank), [source], slot));
        return slot;
    }

    private int AddView(int value, int source, Slot target)
    {
        int slot = AddSlot(value, target);
        _steps.Add(new Step(_graph.Values[value].Name, new Identity(), [source], slot));
        return slot;
    }

    private static Tensor Reorder(Tensor plain, bool isChannelsLast)
    {
        if (!isChannelsLast)
            return plain;
        Transpose transpose = Transpose.ToNhwc(plain.Shape.Rank);
        Tensor result = Tensor.Uninitialized(transpose.Infer([plain.Shape]));
        transpose.Forward(new CpuDevice(1), [plain], result);
        return result;
    }
}
