using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Fuzz.Comparison;

/// <summary>A network in words, to examine finds.</summary>
internal static class Listing
{
    /// <summary>Opsets, inputs, small constants, nodes and outputs, a line each.</summary>
    public static string Of(ModelProto? model) => model is null ? "no network" : string.Join('\n',
    [
        $"opset {string.Join(' ', model.OpsetImport)}",
        .. model.Graph.Input.Select(input => $"input {input.Name} {input.Type.TensorType.ElemType} {input.Type.TensorType.Shape}"),
        .. model.Graph.Initializer.Select(tensor => $"constant {tensor.Name} type {tensor.DataType} [{string.Join(',', tensor.Dims)}] "
            + (tensor.CalculateSize() < 150 ? $"{tensor}" : "")),
        .. model.Graph.Node.Select(node => string.Join(", ", node.Output)
            + $" = {node.Domain}.{node.OpType}({string.Join(", ", node.Input)}) "
            + string.Join(' ', node.Attribute.Where(attribute => attribute.CalculateSize() < 400))),
        $"outputs {string.Join(", ", model.Graph.Output.Select(output => output.Name))}",
    ]);
}
