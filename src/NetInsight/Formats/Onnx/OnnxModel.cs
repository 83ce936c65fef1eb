using System.Collections.Immutable;
using NetInsight.Graphs;

namespace NetInsight.Formats.Onnx;

/// <summary>What an ONNX file holds: the network, and the texts that its maker put beside it.</summary>
internal sealed record OnnxModel(Graph Graph, ImmutableDictionary<string, string> Metadata);
