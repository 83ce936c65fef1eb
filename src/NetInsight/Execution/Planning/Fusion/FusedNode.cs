using System.Collections.Immutable;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>A node as it will run: its operator packed for the device, with the nodes after it that were fused into it.</summary>
/// <param name="Layer">The name of the last layer whose work it does.</param>
/// <param name="Operator">What is computed.</param>
/// <param name="Inputs">The values that it takes.</param>
/// <param name="Output">The value that it makes.</param>
internal sealed record FusedNode(string Layer, Operator Operator, ImmutableArray<int> Inputs, int Output);
