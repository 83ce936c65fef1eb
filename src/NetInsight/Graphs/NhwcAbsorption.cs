using System.Collections.Immutable;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Graphs;

/// <summary>
/// Removes the reordering of an image input from a graph whose file is not NCHW: the graph begins with a Transpose from NCHW to the file's
/// order (or a Reshape that drops the batch), and files transpose back before their first convolution. Element-wise nodes between the two
/// compute in NCHW; where a node needs the file's order, the Transpose stands before it.
/// </summary>
internal sealed class NhwcAbsorption
{
    private readonly Graph _graph;
    private readonly List<Value> _values;
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names;
    private readonly Dictionary<int, Reordered> _reordered = [];     // values that no node computes yet
    private readonly Dictionary<int, int> _sameAs = [];
    private readonly Dictionary<int, Shape> _shapes;

    private NhwcAbsorption(Graph graph, Shape input, CancellationToken cancellation)
    {
        _graph = graph;
        _values = [.. graph.Values];
        _names = [.. graph.Nodes.Select(node => node.Name)];
        _shapes = ShapeInference.Infer(graph, [input], cancellation: cancellation);
    }

    /// <summary>A value that is <paramref name="Of"/> with permuted dimensions, and without the first where it has no batch.</summary>
    private sealed record Reordered(int Of, ImmutableArray<int> Permutation, bool HasBatch);

    /// <summary>The graph with the reordering absorbed; the same graph where its input is not reordered.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">A shape of its input that it takes; what is absorbed does not depend on which.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    public static Graph Apply(Graph graph, Shape input, CancellationToken cancellation)
    {
        int image = graph.Inputs[0].Value;
        Node? first = FirstReader(graph, image);
        if (first?.Operator is Expand)              // repeats the image for a fixed batch
            first = FirstReader(graph, image = first.Output);
        bool begins = graph.Inputs[0].Dimensions.Length == 4 && first?.Operator is Transpose { Permutation: [0, 2, 3, 1] } or Reshape
            && first.Inputs[0] == image;
        return begins ? new NhwcAbsorption(graph, input, cancellation).Absorb(image) : graph;
    }

    private static Node? FirstReader(Graph graph, int value) =>
        graph.Nodes.FirstOrDefault(node => node.Inputs.Contains(value) && node.Operator is not BatchExpand);

    private Graph Absorb(int input)
    {
        _reordered[input] = new Reordered(input, [0, 1, 2, 3], HasBatch: true);
        foreach (Node node in _graph.Nodes)
        {
            if (node.Operator is BatchExpand || !TryAbsorb(node))
                _nodes.Add(node with { Inputs = [.. node.Inputs.Select(Computed)] });
        }

        ImmutableArray<int> outputs = [.. _graph.Outputs.Select(Computed)];     // first, since it may add values and nodes
        return _graph with { Values = [.. _values], Nodes = [.. _nodes], Outputs = outputs };
    }

    /// <summary>Whether the node's result is a reordered value now, so that it needs no node in the file's order.</summary>
    private bool TryAbsorb(Node node)
    {
        if (!node.Inputs.Any(_reordered.ContainsKey))
            return false;
        if (node.Operator is Transpose transpose && Then(_reordered[node.Inputs[0]], transpose) is { } reordered)
            return Is(node.Output, reordered);
        if (node.Operator is Reshape && WithOtherBatch(node) is { } reshaped)
            return Is(node.Output, reshaped);
        return IsElementwise(node.Operator) && TryCompute(node);
    }

    private bool Is(int value, Reordered reordered)
    {
        _reordered[value] = reordered;
        return true;
    }

    private static Reordered? Then(Reordered first, Transpose next)
    {
        ImmutableArray<int> p = first.Permutation;
        return first.HasBatch
            ? first with { Permutation = [.. next.Permutation.Select(axis => p[axis])] }
            : first with { Permutation = [p[0], .. next.Permutation.Select(axis => p[axis + 1])] };
    }

    /// <summary>
    /// A Reshape that only drops or adds the batch dimension of one image, or moves the channel dimension of gray images to the front, as
    /// converters write in place of a Transpose.
    /// </summary>
    private Reordered? WithOtherBatch(Node node)
    {
        Reordered source = _reordered[node.Inputs[0]];
        Shape input = _shapes[node.Inputs[0]], output = _shapes[node.Output];
        if (source.Permutation[0] != 0)
            return null;
        if (source.HasBatch && input.Rank == 4 && output.Rank == 4 && input[0] == output[0]
            && source.Permutation is [0, 2, 3, 1] && (input[1], input[2], input[3], output[1]) == (output[2], output[3], 1, 1))
            return source with { Permutation = [0, 1, 2, 3] };
        return source.HasBatch
            ? input[0] == 1 && input.Dimensions[1..].SequenceEqual(output.Dimensions) ? source with { HasBatch = false } : null
            : output.Rank == input.Rank + 1 && output[0] == 1 && output.Dimensions[1..].SequenceEqual(input.Dimensions)
                ? source with { HasBatch = true } : null;
    }

    private static bool IsElementwise(Operator op)
    {
        if (op is Identity || op.Name == "Cast")
            return true;
        Type type = op.GetType();
        return ActivationTypes.Include(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Arithmetic<>));
    }

    /// <summary>Computes an element-wise node in NCHW: constants are reordered, other inputs must be reordered alike.</summary>
    private bool TryCompute(Node node)
    {
        Reordered order = _reordered[node.Inputs.First(_reordered.ContainsKey)];
        int rank = order.HasBatch ? 4 : 3;
        List<int> inputs = [];
        foreach (int input in node.Inputs)
        {
            if (_reordered.TryGetValue(input, out Reordered? other))
            {
                if (other.HasBatch != order.HasBatch || !other.Permutation.SequenceEqual(order.Permutation))
                    return false;
                inputs.Add(other.Of);
            }
            else if (_graph.Values[input].Constant is { } constant && constant.Shape.Rank <= rank)
            {
                inputs.Add(constant.Count == 1 ? input : AddValue(_graph.Values[input].Name, InNchw(constant, order)));
            }
            else
            {
                return false;
            }
        }

        if (_shapes[node.Output] != _shapes[node.Inputs.First(_reordered.ContainsKey)])
            return false;                           // a constant broadcasts the image
        int value = AddValue(_values[node.Output].Name, null);
        _nodes.Add(node with { Inputs = [.. inputs], Output = value });
        return Is(node.Output, order with { Of = value });
    }

    private static Tensor InNchw(Tensor constant, Reordered order)
    {
        Shape shape = new([.. Enumerable.Repeat(1, 4 - constant.Shape.Rank), .. constant.Shape.Dimensions]);
        int[] inverse = new int[4];
        for (int axis = 0; axis < 4; axis++)
            inverse[order.Permutation[axis]] = axis;
        return ConstantRun.Of(new Transpose([.. inverse]), constant.Reshape(shape));
    }

    private int AddValue(string name, Tensor? constant)
    {
        _values.Add(new Value(name, constant));
        return _values.Count - 1;
    }

    /// <summary>The index under which a value is computed; a reordered one is computed now.</summary>
    private int Computed(int value)
    {
        if (_sameAs.TryGetValue(value, out int same))
            return same;
        if (!_reordered.TryGetValue(value, out Reordered? reordered))
            return value;
        int source = reordered.Of;
        bool isPermuted = !reordered.Permutation.SequenceEqual([0, 1, 2, 3]);
        if (isPermuted)
        {
            int target = reordered.HasBatch ? value : AddValue($"{_values[value].Name}/order", null);
            AddNode($"{_values[value].Name}/order", new Transpose(reordered.Permutation), source, target);
            source = target;
        }

        if (!reordered.HasBatch)
        {
            AddNode($"{_values[value].Name}/image", new Reshape([.. _shapes[value].Dimensions.ToArray()]), source, value);
            source = value;
        }

        return _sameAs[value] = source;
    }

    private void AddNode(string name, Operator op, int input, int output)
    {
        while (!_names.Add(name))
            name += "_";
        _nodes.Add(new Node(name, op, [input], output));
    }
}
