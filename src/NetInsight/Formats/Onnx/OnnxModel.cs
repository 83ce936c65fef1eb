using System.Collections.Immutable;
using NetInsight.Graphs;

namespace NetInsight.Formats.Onnx;

/// <summary>The content of an ONNX file.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Metadata">The strings of metadata_props.</param>
/// <param name="ClassLabels">The names of the classes in nodes such as ZipMap; null where there are none.</param>
internal sealed record OnnxModel(Graph Graph, ImmutableDictionary<string, string> Metadata, ImmutableArray<string>? ClassLabels = null);
