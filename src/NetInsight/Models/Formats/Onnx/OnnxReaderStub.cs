using System.Collections.Immutable;

namespace NetInsight;

internal sealed record OnnxModel(Graph Graph, ImmutableDictionary<string, string> Metadata);
internal static class OnnxReader
{
    public static OnnxModel Read(string path, LoadLimits limits) => throw new NotSupportedException(path + limits);
    public static OnnxModel Read(ReadOnlyMemory<byte> bytes, string name, LoadLimits limits) => throw new NotSupportedException(name + limits + bytes);
}
