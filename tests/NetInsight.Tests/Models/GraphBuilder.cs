using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;

namespace NetInsight.Tests.Models;

/// <summary>Builds small graphs in tests: values are named by what makes them.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Value> _values = [];
    private readonly List<GraphInput> _inputs = [];
    private readonly List<Node> _nodes = [];

    public int Input(string name, params int?[] dimensions)
    {
        _values.Add(new Value(name));
        _inputs.Add(new GraphInput(_values.Count - 1, [.. dimensions]));
        return _values.Count - 1;
    }

    public int Constant(Shape shape, params ReadOnlySpan<float> values)
    {
        _values.Add(new Value($"constant{_values.Count}", new Tensor(shape, values)));
        return _values.Count - 1;
    }

    /// <summary>A constant of the weights that <see cref="HashFill"/> makes of a name.</summary>
    public int Weight(string name, Shape shape) => Constant(shape, HashFill.Weight(name, shape).AsSpan());

    public int Node(string name, Operator op, params ImmutableArray<int> inputs)
    {
        _values.Add(new Value(name));
        _nodes.Add(new Node(name, op, inputs, _values.Count - 1));
        return _values.Count - 1;
    }

    public Graph Build(params ImmutableArray<int> outputs) => new([.. _values], [.. _inputs], [.. _nodes], outputs);
}
