using System.Collections.Immutable;

namespace NetInsight.Graphs;

/// <summary>An input of a graph.</summary>
/// <param name="Value">The value's index.</param>
/// <param name="Dimensions">Its shape, such as [N, C, H, W]; null where the file leaves a dimension open, such as the batch.</param>
internal sealed record GraphInput(int Value, ImmutableArray<int?> Dimensions);
