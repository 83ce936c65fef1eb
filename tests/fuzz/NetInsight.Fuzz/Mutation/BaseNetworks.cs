using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Fuzz.Mutation;

/// <summary>The networks from which mutations start: small valid ones that use every operator of the reader.</summary>
internal static class BaseNetworks
{
    // Lazy, since instrumented code must not run before the fuzzer has started.
    private static readonly Lazy<byte[][]> All = new(() => [.. OnnxSeeds.All.Select(model => model.ToBytes())]);

    /// <summary>How many there are.</summary>
    public static int Count => All.Value.Length;

    /// <summary>A copy of one; its outputs have no stated type, since mutations change it.</summary>
    public static ModelProto Parse(int index)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(All.Value[index]);
        foreach (ValueInfoProto output in model.Graph.Output)
            output.Type = null;
        return model;
    }
}
