using System.Collections.Immutable;
using NetInsight.Graphs;

namespace NetInsight.Formats.Onnx;

/// <summary>The content of an ONNX file: the network and the strings of metadata_props.</summary>
internal sealed record OnnxModel(Graph Graph, ImmutableDictionary<string, string> Metadata)
{
    /// <summary>The names of the classes in nodes such as ZipMap; null where there are none.</summary>
    public ImmutableArray<string>? ClassLabels { get; init; }

    /// <summary>The height and width for which an image input of open size was read; null where the file states them.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>Whether the file's image input takes integers, as pixels are.</summary>
    public bool TakesIntegers { get; init; }

    /// <summary>Whether these have 8 bits with sign, so that they cannot hold 0 to 255.</summary>
    public bool TakesSignedBytes { get; init; }
}
