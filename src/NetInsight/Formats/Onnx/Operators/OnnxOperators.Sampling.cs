using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Sampling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>Modes have other names before opset 20.</summary>
    private static void GridSample(OnnxNode node, OnnxImport import)
    {
        GridMode mode = node.Text("mode", node.Opset < 20 ? "bilinear" : "linear") switch
        {
            "linear" or "bilinear" => GridMode.Linear,
            "nearest" => GridMode.Nearest,
            "cubic" or "bicubic" => GridMode.Cubic,
            string other => throw new ArgumentException(
                $"has the mode '{Printable.Escape(other)}'; linear, nearest and cubic are supported"),
        };
        GridPadding padding = node.Text("padding_mode", "zeros") switch
        {
            "zeros" => GridPadding.Zeros,
            "border" => GridPadding.Border,
            "reflection" => GridPadding.Reflection,
            string other => throw new ArgumentException(
                $"has the padding_mode '{Printable.Escape(other)}'; zeros, border and reflection are supported"),
        };
        if (import.ShapeOf(node.Inputs[0]) is { Rank: 5 })
            throw new ArgumentException("samples volumes; images (4 dimensions) are supported");
        import.Emit(node, new GridSample(mode, padding, node.Int("align_corners", 0) != 0));
    }

    /// <summary>
    /// Inputs x, weights M x C/G x kh x kw, offsets, and perhaps bias and mask: the weights [G, M/G, C/G*taps] times the columns that the
    /// offsets choose.
    /// </summary>
    private static void DeformConv(OnnxNode node, OnnxImport import)
    {
        Shape weight = import.ShapeOf(node.Inputs[1]) ?? throw new ArgumentException("has weights of unknown shape");
        Shape input = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("convolves maps of unknown shape");
        if (weight.Rank != 4 || input.Rank != 4)
            throw new ArgumentException($"has weights of shape {weight} for an input of {input}; images (4 dimensions) are supported");
        long[] kernel = node.Longs("kernel_shape") ?? [weight[2], weight[3]];
        int groups = node.Int("group", 1);
        Window window = ToWindow(ReadAxes(node, kernel, 2));
        DeformableColumns columns = new(window, groups, node.Int("offset_group", 1));
        if (groups < 1 || weight[0] % groups != 0 || weight[1] * groups != input[1] || weight[2] != kernel[0] || weight[3] != kernel[1])
            throw new ArgumentException(
                $"has weights of shape {weight} for {groups} groups, an input of {input} and a kernel of {kernel[0]} x {kernel[1]}");

        string y = node.Outputs[0], sampled = $"{y}/sampled", filters = $"{y}/filters", product = $"{y}/product", bias = $"{y}/bias";
        string[] inputs = node.Has(4) ? [node.Inputs[0], node.Inputs[2], node.Inputs[4]] : [node.Inputs[0], node.Inputs[2]];
        import.EmitAs(node, columns, sampled, inputs);
        import.EmitAs(node, new Reshape([groups, weight[0] / groups, weight.Product(1, 4)]), filters, node.Inputs[1]);
        import.EmitAs(node, new MatMul(), product, filters, sampled);
        FeatureMap output = window.Slide(FeatureMap.OfNchw(input, "DeformConv"), weight[0], "DeformConv");
        string maps = node.Has(3) ? $"{y}/maps" : y;
        import.EmitAs(node, new Reshape([-1, weight[0], output.Height, output.Width]), maps, product);
        if (!node.Has(3))
            return;
        import.EmitAs(node, new Reshape([weight[0], 1, 1]), bias, node.Inputs[3]);
        import.Emit(node, new Arithmetic<Add>(), maps, bias);
    }
}
