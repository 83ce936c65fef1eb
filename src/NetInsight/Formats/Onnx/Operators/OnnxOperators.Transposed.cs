using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    private static void ConvTranspose(OnnxNode node, OnnxImport import)
    {
        Shape weight = import.ShapeOf(node.Inputs[1]) ?? throw new ArgumentException("has weights of unknown shape");
        if (weight.Rank is not (3 or 4 or 5))
            throw new ArgumentException(
                $"has weights of shape {weight}; feature maps of one to three axes (3 to 5 dimensions) are supported");
        int axes = weight.Rank - 2;
        long[] kernel = node.HasAttribute("kernel_shape")
            ? OfLength(node, "kernel_shape", axes, 1)
            : [.. weight.Dimensions[2..].ToArray().Select(extent => (long)extent)];
        long[] extra = OfLength(node, "output_padding", axes, 0);
        long[]? outputs = node.Longs("output_shape");
        if (extra.Any(extent => extent is < 0 or > 1 << 24))
            throw new ArgumentException($"has the output_padding [{string.Join(", ", extra)}]");

        // Some writers include the batch and the channels.
        if (outputs is not null
            && (outputs.Length != axes && outputs.Length != axes + 2 || outputs[^axes..].Any(extent => extent is < 1 or > int.MaxValue)))
            throw new ArgumentException($"has the output_shape [{string.Join(", ", outputs)}]; {axes} positive extents are expected");
        WindowAxis[] windows = ReadAxes(node, kernel, kernel.Length);
        import.Emit(node, new ConvTranspose(
            [.. windows.Select((window, axis) =>
                new TransposedAxis(window, (int)extra[axis], outputs is null ? null : (int)outputs[^axes..][axis]))],
            node.Int("group", 1)));
    }

    /// <summary>Adds the operator of a MaxPool's second output, the indices of the maxima, where the file requests it.</summary>
    private static void EmitMaximaIndices(OnnxNode node, OnnxImport import)
    {
        if (node.Outputs.Length < 2 || node.Outputs[1].Length == 0)
            return;
        long[] kernel = node.Longs("kernel_shape") ?? throw new ArgumentException("has no attribute 'kernel_shape'");
        if (kernel.Length > 2)
            throw new ArgumentException(
                $"requests the indices of maxima over {kernel.Length} axes; 1 (signals) or 2 (images) are supported");
        Window window = ToWindow(ReadAxes(node, kernel, kernel.Length)) with { Ceiling = node.Int("ceil_mode", 0) != 0 };
        import.EmitAs(node, new MaxPoolIndices(window, node.Int("storage_order", 0) != 0), node.Outputs[1], node.Inputs[0]);
    }

    private static void MaxUnpool(OnnxNode node, OnnxImport import)
    {
        long[] kernel = node.Longs("kernel_shape") ?? throw new ArgumentException("has no attribute 'kernel_shape'");
        ImmutableArray<int>? extents = null;
        if (node.Has(2))
        {
            long[] shape = import.RequireConstant(node, 2).AsLongs();
            if (shape.Length != kernel.Length + 2)
                throw new ArgumentException($"has an output_shape of {shape.Length} extents, but {kernel.Length + 2} are expected");
            if (import.ShapeOf(node.Inputs[0]) is { } input && (shape[1] != input[1] || (!import.AssumesBatch && shape[0] != input[0])))
                throw new ArgumentException(
                    $"has the output_shape [{string.Join(", ", shape)}] for an input of {input}; batch and channels must not change");
            extents = [.. shape[2..].Select(ToInt)];
        }

        import.Emit(node, new MaxUnpool([.. ReadAxes(node, kernel, kernel.Length)], extents), node.Inputs[0], node.Inputs[1]);
    }
}
