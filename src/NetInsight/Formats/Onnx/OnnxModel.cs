using System.Collections.Immutable;
using NetInsight.Graphs;

namespace NetInsight.Formats.Onnx;

/// <summary>The content of an ONNX file: the network and the strings of metadata_props.</summary>
internal sealed record OnnxModel(Graph Graph, ImmutableDictionary<string, string> Metadata);
