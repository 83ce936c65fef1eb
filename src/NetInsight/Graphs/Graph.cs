using System.Collections.Immutable;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs;

/// <summary>A network as immutable data: a directed acyclic graph of values and nodes in static single assignment form.</summary>
/// <param name="Values">All values. Inputs, nodes and outputs refer to them by index.</param>
/// <param name="Inputs">The values that a run takes; the first is the image batch, [N, C, H, W].</param>
/// <param name="Nodes">The nodes in topological order.</param>
/// <param name="Outputs">The values that a run returns; the first is the network's answer, such as logits [N, classes].</param>
/// <remarks>
/// Invariants, which importers and transformations ensure and on which planning and hooks rely:
/// <list type="bullet">
/// <item>A value is exactly one of: an input, a constant, the output of one node. A constant or input is never a node's output.</item>
/// <item>A node's inputs precede it: each is an input, a constant, or the output of an earlier node.</item>
/// <item>Node names are unique. A node whose inputs are all constants is legal; importers fold it where they can.</item>
/// <item>
/// Shapes are not stored: an operator infers its output's shape from those of its inputs (<see cref="Operator.Infer"/>), so that one graph
/// serves any batch and, where the network allows it, any height and width. Shapes are logical (NCHW) here; a plan chooses storage layouts.
/// </item>
/// </list>
/// A transformation returns a new graph. One that appends values and nodes keeps all indices valid and shares the constants. For example,
/// <c>y = Relu(Conv(x, w))</c> and its gradient with respect to x (vector-Jacobian product, seed dy) as further nodes:
/// <code>
/// values   0 x [N,C,H,W]   1 w   2 c   3 y   | 4 dy   5 dc   6 dx
/// nodes    c = Conv(x, w)   y = Relu(c)      | dc = ReluGradient(y, dy)   dx = ConvTranspose(dc, w)
/// inputs   x                                 | dy
/// outputs  y                                 | dx                        dx has the shape of x
/// </code>
/// A value that several nodes use receives the sum of their contributions, as one more node each (Add).
/// </remarks>
internal sealed record Graph(
    ImmutableArray<Value> Values, ImmutableArray<GraphInput> Inputs, ImmutableArray<Node> Nodes, ImmutableArray<int> Outputs)
{
    /// <summary>The nodes between the inputs and a value, in order: each depends on an input, and on each depends the value.</summary>
    public ImmutableArray<Node> NodesBefore(int value)
    {
        bool[] isNeeded = ShapeInference.NeededFor(this, new HashSet<int> { value });
        HashSet<int> computed = [.. Inputs.Select(input => input.Value)];
        ImmutableArray<Node>.Builder nodes = ImmutableArray.CreateBuilder<Node>();
        for (int index = 0; index < Nodes.Length; index++)
        {
            Node node = Nodes[index];
            if (!isNeeded[index] || !node.Inputs.Any(computed.Contains))
                continue;
            computed.Add(node.Output);
            nodes.Add(node);
        }

        return nodes.DrainToImmutable();
    }

    /// <summary>
    /// The same graph with operators replaced, node by node: names, values, order and constants stay, so that each replacement must take
    /// the same inputs and should infer the same shape. To insert or remove nodes, build a new graph.
    /// </summary>
    /// <param name="replace">Returns the replacement of an operator, or the operator itself.</param>
    public Graph Rewrite(Func<Operator, Operator> replace) =>
        this with { Nodes = [.. Nodes.Select(node => node with { Operator = replace(node.Operator) })] };
}
