using System.Collections.Immutable;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs;

/// <summary>One use of an operator. Operators are stateless, so nodes may share one; packed weights belong to the node.</summary>
/// <param name="Name">The layer's name, as users write it; unique in the graph.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Inputs">
/// The indices of its input values, in the operator's order, such as data, weights, bias. A value may occur twice. Optional inputs can be
/// left out at the end only.
/// </param>
/// <param name="Output">The index of its one output value. An ONNX node with several outputs becomes several nodes.</param>
internal sealed record Node(string Name, Operator Operator, ImmutableArray<int> Inputs, int Output);
