using System.Collections.Immutable;

namespace NetInsight.Evaluation.Robustness;

/// <summary>New weights for some layers.</summary>
/// <param name="Layers">The layers' names.</param>
/// <param name="Weights">The new constants, by the indices of their values in the graph.</param>
internal sealed record WeightStage(ImmutableArray<string> Layers, IReadOnlyDictionary<int, Tensor> Weights);
