using System.Collections.Immutable;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs;

/// <summary>A value of a graph: what a node makes, an input, or a constant such as a weight.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Constant">Its number, where it does not depend on the input; null otherwise.</param>
internal sealed record Value(string Name, Tensor? Constant = null);

/// <summary>An input of a graph.</summary>
/// <param name="Value">The value's index.</param>
/// <param name="Dimensions">Its shape, outermost first; null where the file leaves a dimension open, such as the batch.</param>
internal sealed record GraphInput(int Value, ImmutableArray<int?> Dimensions);

/// <summary>One operator at its place in a graph. State belongs to the node: an operator used twice is two nodes.</summary>
/// <param name="Name">The layer's name, as users say it; unique in the graph.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Inputs">The indices of the values that it takes, in the operator's order; optional inputs at the end are left out.</param>
/// <param name="Output">The index of the value that it makes.</param>
internal sealed record Node(string Name, Operator Operator, ImmutableArray<int> Inputs, int Output);

/// <summary>A network as data: values, and nodes in an order in which they can be computed. Immutable.</summary>
/// <param name="Values">All values; nodes and inputs name them by index.</param>
/// <param name="Inputs">The values that a run is given.</param>
/// <param name="Nodes">The nodes; each takes only values that come before it.</param>
/// <param name="Outputs">The values that a run is for.</param>
internal sealed record Graph(
    ImmutableArray<Value> Values, ImmutableArray<GraphInput> Inputs, ImmutableArray<Node> Nodes, ImmutableArray<int> Outputs)
{
    /// <summary>The same network with operators replaced; the operator is handed in and the one to stand in its place comes back.</summary>
    public Graph Rewrite(Func<Operator, Operator> replace) =>
        this with { Nodes = [.. Nodes.Select(node => node with { Operator = replace(node.Operator) })] };
}
