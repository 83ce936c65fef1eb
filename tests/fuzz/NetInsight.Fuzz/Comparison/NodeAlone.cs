using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Fuzz.Mutation;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Comparison;

/// <summary>One node of a network in ONNX Runtime, on the inputs that NetInsight computed; 16-bit floats as wider ones.</summary>
internal static class NodeAlone
{
    /// <summary>The node's results by name; null where it cannot be run alone, or has no kernel for the type.</summary>
    /// <param name="model">The network.</param>
    /// <param name="node">The node.</param>
    /// <param name="ours">What NetInsight computed.</param>
    /// <param name="theirs">What ONNX Runtime computed, for types and for values that NetInsight has not.</param>
    /// <param name="real">The type of floats.</param>
    public static Dictionary<string, PeerValue?>? Run(
        ModelProto model, NodeProto node, Dictionary<string, Tensor> ours, Dictionary<string, PeerValue?> theirs, DataType real)
    {
        ModelProto alone = new() { IrVersion = model.IrVersion, Graph = new GraphProto { Name = "alone", Node = { node } } };
        alone.OpsetImport.AddRange(model.OpsetImport);
        foreach (string name in node.Input.Where(name => name.Length > 0).Distinct())
        {
            TensorProto? tensor = Of(model, name, ours, theirs, real);
            if (tensor is null)
                return null;
            tensor.Name = name;
            alone.Graph.Initializer.Add(tensor);
        }

        foreach (string output in node.Output.Where(output => output.Length > 0))
            alone.Graph.Output.Add(new ValueInfoProto { Name = output });
        try
        {
            return Peer.Run(alone, "", DataType.Float, new Tensor(new Shape(1)));
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    private static TensorProto? Of(
        ModelProto model, string name, Dictionary<string, Tensor> ours, Dictionary<string, PeerValue?> theirs, DataType real)
    {
        if (model.Graph.Initializer.FirstOrDefault(tensor => tensor.Name == name) is { } initializer)
        {
            double[] elements = [.. TensorContent.Read(initializer)];
            bool isReal = (DataType)initializer.DataType is DataType.Float or DataType.Float16;
            return !isReal || initializer.DataType == (int)real ? initializer.Clone()
                : TensorContent.Of(real, [.. initializer.Dims.Select(extent => (int)extent)], i => elements[i]);
        }

        DataType type = theirs.GetValueOrDefault(name) is { } peer ? TypeOf(peer.Type) : real;
        if (type is DataType.Float16 or DataType.Bfloat16 or DataType.Float)
            type = real;
        if (ours.TryGetValue(name, out Tensor? value))
            return TensorContent.Of(type, value.Shape.Dimensions.ToArray(), i => value.AsSpan()[i]);
        return theirs.GetValueOrDefault(name) is { } known
            ? TensorContent.Of(type, [.. known.Shape.Select(extent => (int)extent)], i => known.Elements[i]) : null;
    }

    private static DataType TypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Double => DataType.Double,
        TensorElementType.Float16 => DataType.Float16,
        TensorElementType.BFloat16 => DataType.Bfloat16,
        TensorElementType.Int64 => DataType.Int64,
        TensorElementType.UInt64 => DataType.Uint64,
        TensorElementType.Int32 => DataType.Int32,
        TensorElementType.UInt32 => DataType.Uint32,
        TensorElementType.Int16 => DataType.Int16,
        TensorElementType.UInt16 => DataType.Uint16,
        TensorElementType.Int8 => DataType.Int8,
        TensorElementType.UInt8 => DataType.Uint8,
        TensorElementType.Bool => DataType.Bool,
        _ => DataType.Float,
    };
}
