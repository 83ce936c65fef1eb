using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using NetInsight.Formats.Onnx.Reading;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Comparison;

/// <summary>ONNX Runtime, without its rewriting of graphs.</summary>
internal static class Peer
{
    /// <summary>Loads a network and runs it; the values of all outputs by name.</summary>
    /// <exception cref="OnnxRuntimeException">It is refused.</exception>
    public static Dictionary<string, PeerValue?> Run(ModelProto model, string input, DataType type, Tensor x)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        using InferenceSession session = new(model.ToByteArray(), options);
        using RunOptions run = new();
        using OrtValue value = Value(type, x);
        bool takesInput = session.InputNames.Contains(input);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(
            run, takesInput ? [input] : [], takesInput ? [value] : [], session.OutputNames);
        Dictionary<string, PeerValue?> outputs = new(StringComparer.Ordinal);
        for (int i = 0; i < results.Count; i++)
            outputs[session.OutputNames[i]] = PeerValue.Of(results[i]);
        return outputs;
    }

    /// <summary>The same network with every value that a node computes as an output.</summary>
    public static ModelProto WithAllValues(ModelProto model)
    {
        ModelProto all = model.Clone();
        HashSet<string> names = [.. all.Graph.Output.Select(output => output.Name)];
        foreach (string name in all.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0 && names.Add(name)))
            all.Graph.Output.Add(new ValueInfoProto { Name = name });
        return all;
    }

    private static OrtValue Value(DataType type, Tensor x)
    {
        long[] shape = [.. x.Shape.Dimensions.ToArray().Select(extent => (long)extent)];
        float[] elements = x.AsSpan().ToArray();
        return type switch
        {
            DataType.Double => Of(element => (double)element),
            DataType.Float16 => Of(element => (Float16)element),
            DataType.Int64 => Of(element => (long)element),
            DataType.Int32 => Of(element => (int)element),
            DataType.Uint8 => Of(element => (byte)element),
            DataType.Int8 => Of(element => (sbyte)element),
            DataType.Bool => Of(element => element != 0),
            _ => OrtValue.CreateTensorValueFromMemory(elements, shape),
        };

        OrtValue Of<T>(Converter<float, T> convert) where T : unmanaged =>
            OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(elements, convert), shape);
    }
}
