using System.Collections.Immutable;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Resizing;

namespace NetInsight.Graphs;

/// <summary>A graph that was made for inputs of certain shapes.</summary>
/// <param name="Graph">The graph; shapes may be written into its operators and constants.</param>
/// <param name="Inputs">The shapes of its inputs.</param>
/// <param name="Cancellation">Stops what is done with the graph.</param>
internal sealed record SizedGraph(Graph Graph, Shape[] Inputs, CancellationToken Cancellation = default)
{
    /// <summary>The shapes of all values that are no constants; inferred where they are not given.</summary>
    public Dictionary<int, Shape> Shapes
    {
        get => field ??= ShapeInference.Infer(Graph, Inputs, cancellation: Cancellation);
        init;
    }
}

/// <summary>
/// Makes one graph for any batch, or any height and width, of graphs that were made for several: what differs between them, the extents
/// that a file computes from the size of its input, becomes open. The result is checked against all of them.
/// </summary>
/// <remarks>
/// <c>Reshape [2, 1536]</c> for a batch of 2 and <c>[3, 1536]</c> for 3 become <c>[-1, 1536]</c>; a constant of two equal rows for 2 and of
/// three for 3 becomes one row and a <see cref="BatchExpand"/>.
/// </remarks>
internal sealed class GraphJoin
{
    private readonly ImmutableArray<SizedGraph> _variants;
    private readonly Graph _first;
    private readonly List<Value> _values;
    private readonly List<Node> _added = [];
    private readonly Dictionary<int, int> _replaced = [];
    private HashSet<string>? _layers;

    private GraphJoin(ImmutableArray<SizedGraph> variants) =>
        (_variants, _first, _values) = (variants, variants[0].Graph, [.. variants[0].Graph.Values]);

    /// <summary>The joined graph, whose inputs are open where the variants' differ; null where they differ in more than sizes.</summary>
    public static Graph? Of(ImmutableArray<SizedGraph> variants) => new GraphJoin(variants).Join();

    private Graph? Join()
    {
        if (!_variants.All(IsAlike))
            return null;
        for (int value = 0; value < _first.Values.Length; value++)
        {
            _variants[0].Cancellation.ThrowIfCancellationRequested();
            if (!TryJoinConstant(value))
                return null;
        }

        List<Node> nodes = [];
        for (int index = 0; index < _first.Nodes.Length; index++)
        {
            _variants[0].Cancellation.ThrowIfCancellationRequested();
            Node node = _first.Nodes[index];
            if (JoinOperators(index) is not { } op)
                return null;
            nodes.Add(ReferenceEquals(op, node.Operator) && _replaced.Count == 0
                ? node
                : node with { Operator = op, Inputs = _replaced.Count == 0 ? node.Inputs : [.. node.Inputs.Select(Replaced)] });
        }

        Graph joined = new(
            [.. _values], [.. _first.Inputs.Select(OpenWhereDifferent)], [.. _added, .. nodes], [.. _first.Outputs.Select(Replaced)]);
        return _variants.All(variant => Fits(joined, variant)) ? joined : null;
    }

    private int Replaced(int value) => _replaced.GetValueOrDefault(value, value);

    private bool IsAlike(SizedGraph variant) =>
        variant.Graph.Nodes.Length == _first.Nodes.Length
        && variant.Graph.Values.Length == _first.Values.Length
        && variant.Graph.Outputs.SequenceEqual(_first.Outputs)
        && variant.Graph.Nodes.Zip(_first.Nodes).All(pair =>
            pair.First.Name == pair.Second.Name && pair.First.Output == pair.Second.Output
            && pair.First.Operator.GetType() == pair.Second.Operator.GetType() && pair.First.Inputs.SequenceEqual(pair.Second.Inputs));

    private GraphInput OpenWhereDifferent(GraphInput input, int index)
    {
        Shape[] shapes = [.. _variants.Select(variant => variant.Inputs[index])];
        return input with
        {
            Dimensions = [.. Enumerable.Range(0, shapes[0].Rank).Select(axis =>
                shapes.All(shape => shape[axis] == shapes[0][axis]) ? shapes[0][axis] : (int?)null)],
        };
    }

    /// <summary>Whether the joined graph has the variant's shapes, layer by layer.</summary>
    private static bool Fits(Graph joined, SizedGraph variant)
    {
        try
        {
            Dictionary<int, Shape> shapes = ShapeInference.Infer(joined, variant.Inputs, cancellation: variant.Cancellation);
            return variant.Graph.Nodes.All(node => shapes[node.Output] == variant.Shapes[node.Output]);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>A constant that is the same in all variants, or one slice repeated with the batch.</summary>
    private bool TryJoinConstant(int value)
    {
        bool isSame = true;
        foreach (SizedGraph variant in _variants)
            isSame &= ReferenceEquals(variant.Graph.Values[value].Constant, _first.Values[value].Constant);
        return isSame || TryJoinConstants(value);
    }

    private bool TryJoinConstants(int value)
    {
        Tensor?[] constants = [.. _variants.Select(variant => variant.Graph.Values[value].Constant)];
        if (constants.Any(constant => constant is null || constant.Shape.Rank != constants[0]!.Shape.Rank))
            return false;
        Shape[] shapes = [.. constants.Select(constant => constant!.Shape)];
        int[] axes = [.. Enumerable.Range(0, shapes[0].Rank).Where(axis => shapes.Any(shape => shape[axis] != shapes[0][axis]))];
        if (axes.Length == 0)
            return constants.All(constant => constant!.AsSpan().SequenceEqual(constants[0]!.AsSpan()));
        int batch = _variants[0].Inputs[0][0];
        if (axes is not [int repeated] || shapes[0][repeated] % batch != 0)
            return false;
        int factor = shapes[0][repeated] / batch;
        for (int v = 0; v < shapes.Length; v++)
        {
            if (shapes[v][repeated] != factor * _variants[v].Inputs[0][0])
                return false;
        }

        Slice one = new([new SliceAxis(repeated, 0, 1)]);
        Tensor slice = ConstantRun.Of(one, constants[0]!);
        if (!constants.All(constant => IsRepetition(slice, constant!)))
            return false;

        string name = _first.Values[value].Name;
        _values[value] = new Value(name, slice);
        _values.Add(new Value($"{name}/batch"));
        _replaced[value] = _values.Count - 1;
        string layer = $"{name}/batch";
        _layers ??= [.. _first.Nodes.Select(node => node.Name)];
        while (!_layers.Add(layer))
            layer += "_";
        _added.Add(new Node(layer, new BatchExpand(repeated, factor), [value, _first.Inputs[0].Value], _values.Count - 1));
        return true;
    }

    private static bool IsRepetition(Tensor slice, Tensor constant)
    {
        Tensor repeated = ConstantRun.Of(new Expand([.. constant.Shape.Dimensions]), slice);
        return repeated.AsSpan().SequenceEqual(constant.AsSpan());
    }

    /// <summary>The operator of a node that fits all variants; null where there is none.</summary>
    private Operator? JoinOperators(int index)
    {
        Operator op = _first.Nodes[index].Operator;
        bool isSame = true;
        foreach (SizedGraph variant in _variants)
            isSame &= variant.Graph.Nodes[index].Operator.Equals(op);
        return isSame ? op : JoinDifferent(index);
    }

    private Operator? JoinDifferent(int index)
    {
        Operator[] operators = [.. _variants.Select(variant => variant.Graph.Nodes[index].Operator)];
        return operators[0] switch
        {
            Reshape => JoinReshapes(index, Array.ConvertAll(operators, op => (Reshape)op)),
            Expand => JoinExpands(index, Array.ConvertAll(operators, op => (Expand)op)),
            Slice => JoinSlices(index, Array.ConvertAll(operators, op => (Slice)op)),
            Resize => JoinResizes(index, Array.ConvertAll(operators, op => (Resize)op)),
            Gather first => AllSame(op => ((Gather)op).Indices, first),
            GatherElements first => AllSame(op => ((GatherElements)op).Indices, first),
            Tile first => AllSame(op => ((Tile)op).Repeats, first),
            Pad first => AllSame(op => [.. ((Pad)op).Before, .. ((Pad)op).After], first),
            _ => null,                          // such as a Clip at a bound that is computed from the size
        };

        Operator? AllSame(Func<Operator, ImmutableArray<int>> values, Operator first) =>
            operators.All(op => values(op).SequenceEqual(values(first))) ? first : null;
    }

    private Shape[] InputsOf(int index) => [.. _variants.Select(variant =>
    {
        int value = variant.Graph.Nodes[index].Inputs[0];
        return variant.Graph.Values[value].Constant?.Shape ?? variant.Shapes[value];
    })];

    private Reshape? JoinReshapes(int index, Reshape[] operators)
    {
        if (operators.All(op => op.KeepsZeros == operators[0].KeepsZeros && op.Dimensions.SequenceEqual(operators[0].Dimensions)))
            return operators[0];
        Shape[] from = InputsOf(index), to = [.. _variants.Select(variant => variant.Shapes[variant.Graph.Nodes[index].Output])];
        if (to.Any(shape => shape.Rank != to[0].Rank || shape.Count == 0))
            return null;
        long[] dimensions = [.. to[0].Dimensions.ToArray().Select(extent => (long)extent)];
        List<int> open = [.. Enumerable.Range(0, dimensions.Length).Where(axis => to.Any(shape => shape[axis] != to[0][axis]))];

        // One extent may be what is left (-1); others must be the input's at the same index (0).
        if (open.Count > 1)
        {
            foreach (int axis in open.Where(axis =>
                from.Zip(to).All(pair => axis < pair.First.Rank && pair.First[axis] == pair.Second[axis])))
            {
                dimensions[axis] = 0;
            }

            open.RemoveAll(axis => dimensions[axis] == 0);
        }

        if (open.Count > 1)
            return null;
        foreach (int axis in open)
            dimensions[axis] = -1;
        return new Reshape([.. dimensions]);
    }

    private Expand? JoinExpands(int index, Expand[] operators)
    {
        Shape[] from = InputsOf(index);
        int rank = operators[0].Extents.Length;
        if (operators.Any(op => op.Extents.Length != rank))
            return null;
        int[] extents = [.. operators[0].Extents];
        for (int axis = 0; axis < rank; axis++)
        {
            if (operators.All(op => op.Extents[axis] == extents[axis]))
                continue;
            bool isInputs = Enumerable.Range(0, operators.Length).All(v =>
                axis + from[v].Rank - rank >= 0 && from[v][axis + from[v].Rank - rank] == operators[v].Extents[axis]);
            if (!isInputs)
                return null;
            extents[axis] = 1;
        }

        return new Expand([.. extents]);
    }

    private Slice? JoinSlices(int index, Slice[] operators)
    {
        Shape[] from = InputsOf(index);
        int count = operators[0].Axes.Length;
        if (operators.Any(op => op.Axes.Length != count))
            return null;
        SliceAxis[] joined = new SliceAxis[count];
        for (int i = 0; i < count; i++)
        {
            SliceAxis[] slices = [.. operators.Select(op => op.Axes[i])];
            if (slices.Any(slice => slice.Axis != slices[0].Axis || slice.Step != slices[0].Step))
                return null;
            long[] extents = [.. from.Select(shape => (long)shape[slices[0].Axis])];
            long? start = JoinBounds([.. slices.Select(slice => slice.Start)], extents);
            bool isToEnd = slices[0].Step > 0 && slices.Zip(extents).All(pair => pair.First.End >= pair.Second);
            long? end = isToEnd ? long.MaxValue : JoinBounds([.. slices.Select(slice => slice.End)], extents);
            if (start is null || end is null)
                return null;
            joined[i] = new SliceAxis(slices[0].Axis, start.Value, end.Value, slices[0].Step);
        }

        return new Slice([.. joined]);
    }

    /// <summary>A bound that is the same in all variants, or at the same distance from the end.</summary>
    private static long? JoinBounds(long[] bounds, long[] extents)
    {
        if (bounds.All(bound => bound == bounds[0]))
            return bounds[0];
        long[] fromEnd = [.. bounds.Zip(extents).Select(pair => pair.First - pair.Second)];
        return fromEnd[0] < 0 && bounds[0] >= 0 && fromEnd.All(distance => distance == fromEnd[0]) ? fromEnd[0] : null;
    }

    /// <summary>Extents that are one multiple of the input's in all variants become a scale.</summary>
    private Resize? JoinResizes(int index, Resize[] operators)
    {
        Shape[] from = InputsOf(index);
        Resize first = operators[0];
        if (first.Aspect != AspectRatio.Stretch
            || operators.Any(op => (op.Axes.Length, op.Rule, op.Aspect) != (first.Axes.Length, first.Rule, first.Aspect)))
            return null;
        ResizeAxis[] joined = [.. first.Axes];
        for (int i = 0; i < joined.Length; i++)
        {
            ResizeAxis[] axes = [.. operators.Select(op => op.Axes[i])];
            if (axes.All(axis => axis == axes[0]))
                continue;
            int at = axes[0].Axis < 0 ? axes[0].Axis + from[0].Rank : axes[0].Axis;
            float scale = axes[0].ScaleFor(from[0][at]);
            bool isMultiple = axes.Zip(from).All(pair => pair.First with { Extent = axes[0].Extent } == axes[0]
                && pair.First.Scale == 0 && (double)scale * pair.Second[at] == pair.First.Extent);
            if (!isMultiple)
                return null;
            joined[i] = axes[0] with { Scale = scale, Extent = 0 };
        }

        return first with { Axes = [.. joined] };
    }
}
