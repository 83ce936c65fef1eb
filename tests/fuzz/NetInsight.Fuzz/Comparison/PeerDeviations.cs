using Microsoft.ML.OnnxRuntime.Tensors;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Fuzz.Comparison;

/// <summary>
/// Where ONNX Runtime deviates from ONNX's text, or NetInsight takes another reading on purpose: each with a test of its own that says
/// what both compute.
/// </summary>
internal static class PeerDeviations
{
    /// <summary>The reason why a node's results differ; null where none is known.</summary>
    public static string? Explains(ModelProto model, NodeProto node, Tensor ours, PeerValue theirs, Dictionary<string, PeerValue?> values)
    {
        return node.OpType switch
        {
            "Resize" when IsText(node, "coordinate_transformation_mode", "tf_crop_and_resize") =>
                "Resize: a region of interest crops the batch and the channels too; ONNX Runtime crops the last two axes only",
            "Resize" when model.Graph.Input[0].Type.TensorType.Shape.Dim is [{ DimValue: <= 0 }, ..] =>
                "Resize: an open batch is not resized to the 1 with which the network was exported",
            "Resize" when IsText(node, "coordinate_transformation_mode", "align_corners") =>
                "Resize: align_corners divides by the extent before it is rounded down, as ONNX's own cases do, not by the rounded",
            "LRN" when theirs.Elements.Zip(ours.AsSpan().ToArray()).All(pair =>
                Math.Abs(pair.First - pair.Second) <= 1e-2 * Math.Abs(pair.First)) =>
                "LRN: ONNX Runtime moves its sum of squares along the channels, which cancels behind a large one",
            "Resize" or "Upsample" when values.GetValueOrDefault(node.Input[0])?.Shape.SequenceEqual(theirs.Shape) == true =>
                "Resize: a scale that leaves the extents still moves positions; ONNX Runtime copies",
            _ when node.OpType.StartsWith("Reduce", StringComparison.Ordinal)
                && values.GetValueOrDefault(node.Input[0]) is { Elements: [] } =>
                "a reduction of no elements: its dimensions are 1; ONNX Runtime keeps those of the input",
            "Squeeze" when node.Input.Count == 1 && model.Graph.Input[0].Type.TensorType.Shape.Dim is [{ DimValue: <= 0 }, ..] =>
                "Squeeze: an open batch is not dropped where it happens to be 1",
            "Squeeze" when node.Input.Count == 2 && values.GetValueOrDefault(node.Input[1]) is { Elements: [] } =>
                "Squeeze: an empty list of axes drops none; ONNX Runtime drops all of extent 1",
            "MaxPool" or "AveragePool" when IsSame(node) && node.Attribute.Any(known => known.Name == "dilations") =>
                "automatic padding of a dilated pool: ONNX Runtime pads as if it were not dilated",
            "Conv" or "MaxPool" or "AveragePool" or "LpPool" or "FusedConv" or "ConvInteger" or "QLinearConv" when IsSame(node) =>
                "automatic padding: ONNX Runtime crops where the formula's padding is negative",
            "InstanceNormalization" when IsRounding(
                ours, theirs, values.GetValueOrDefault(node.Input[0]), values.GetValueOrDefault(node.Input[1])) =>
                "InstanceNormalization: ONNX Runtime scales before it subtracts the mean, which cancels",
            "GroupNormalization" or "MeanVarianceNormalization" or "SkipLayerNormalization" or "LayerNormalization"
                when IsFarFromZero(values.GetValueOrDefault(node.Input[0])) =>
                $"{node.OpType}: ONNX Runtime takes the square of the mean from the mean of squares, which cancels",
            "RNN" or "GRU" or "LSTM" or "Sigmoid" or "Tanh" or "Gelu" or "Swish" when IsWithin(ours, theirs, 1e-6) =>
                $"{node.OpType}: ONNX Runtime's sigmoid, tanh and erf are polynomials, good to 1e-7 of their range",
            "ReduceLogSumExp" when theirs.Type is not (TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16) =>
                "ReduceLogSumExp of integers: ONNX Runtime computes exponentials and logarithms in integers",
            "QLinearSoftmax" when values.GetValueOrDefault(node.Input[1]) is { Elements: [<= 0] } =>
                "QLinearSoftmax of a scale that is not positive",
            _ when node.OpType.StartsWith("QLinear", StringComparison.Ordinal) && IsWithin(ours, theirs, 1) =>
                $"{node.OpType}: one step of 8 bits, from another order of roundings",
            _ => null,
        };
    }

    private static bool IsText(NodeProto node, string attribute, string value) =>
        node.Attribute.Any(known => known.Name == attribute && known.S.ToStringUtf8() == value);

    private static bool IsSame(NodeProto node) => node.Attribute.Any(known =>
        known.Name == "auto_pad" && known.S.ToStringUtf8().StartsWith("SAME", StringComparison.Ordinal))
        && node.Attribute.Any(known => known.Name is "strides" or "dilations");

    /// <summary>Whether the difference is that of products with 1 / sqrt(epsilon), rounded, before the mean is subtracted.</summary>
    private static bool IsRounding(Tensor ours, PeerValue theirs, PeerValue? input, PeerValue? scale) =>
        Agreement.HasShape(ours, theirs) && input is not null && scale is { Elements: [_, ..] }
        && Agreement.Differing(ours, theirs).All(i =>
            Math.Abs(ours.AsSpan()[i] - theirs.Elements[i])
                <= 1e-6 * 316 * Math.Max(scale.Elements.Max(Math.Abs), 3) * input.Elements.Max(Math.Abs));

    /// <summary>Whether values vary by less than a thirtieth of their magnitude, all of them or those of one feature map or row.</summary>
    private static bool IsFarFromZero(PeerValue? input)
    {
        if (input is not { Elements: [_, ..] elements, Shape: [.., long row] })
            return false;
        long map = input.Shape.Length > 3 ? input.Shape[^2] * row : row;
        return Varies(elements) || elements.Chunk((int)row).Any(Varies) || elements.Chunk((int)map).Any(Varies);

        static bool Varies(double[] part) => part.Max(Math.Abs) > 30 * (part.Max() - part.Min());
    }

    private static bool IsWithin(Tensor ours, PeerValue theirs, double tolerance) =>
        Agreement.HasShape(ours, theirs)
        && theirs.Elements.Zip(ours.AsSpan().ToArray()).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance);
}
