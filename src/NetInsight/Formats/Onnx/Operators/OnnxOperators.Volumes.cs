using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>
    /// A convolution of volumes [N, C, D, H, W] as one of images: for each output slice, the input slices under the kernel are put beside
    /// the channels.
    /// <code>
    ///   x [N, C, D, H, W] -> padded along D -> gathered [N, C, outputs * kernel, H, W]
    ///     -> [N * outputs, C * kernel, H, W] -> Conv with w [M, C/G * kernel, kh, kw] -> [N * outputs, M, H', W'] -> y [N, M, outputs,
    /// H', W']
    /// </code>
    /// </summary>
    private static void ConvOfVolumes(OnnxNode node, OnnxImport import, Shape weight)
    {
        Shape volume = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("convolves volumes of unknown shape");
        if (volume.Rank != 5)
            throw new ArgumentException($"has weights of shape {weight} for an input of {volume}");
        long[] kernel = node.Longs("kernel_shape") ?? [.. weight.Dimensions[2..].ToArray().Select(extent => (long)extent)];
        WindowAxis[] axes = ReadAxes(node, kernel, 3);
        WindowAxis depth = axes[0].For(volume[2]);
        int outputs = depth.Outputs(volume[2]), taps = depth.Kernel;
        if (taps != weight[2])
            throw new ArgumentException($"has weights of shape {weight}, but a kernel of {string.Join(" x ", kernel)}");
        string y = node.Outputs[0], padded = $"{y}/padded", slices = $"{y}/slices", windows = $"{y}/windows", stacked = $"{y}/stacked";
        string images = $"{y}/images", filters = $"{y}/filters", convolved = $"{y}/convolved", volumes = $"{y}/volumes";

        // the slices under each output, along D
        import.EmitAs(node, new Pad([0, 0, depth.Before, 0, 0], [0, 0, depth.After, 0, 0]), padded, node.Inputs[0]);
        int[] taken = [.. Enumerable.Range(0, outputs * taps).Select(i => i / taps * depth.Stride + i % taps * depth.Dilation)];
        import.EmitAs(node, new Gather([.. taken], new Shape(taken.Length), 2), slices, padded);
        import.EmitAs(node, new Reshape([0, volume[1], outputs, taps, volume[3], volume[4]]), windows, slices);
        import.EmitAs(node, new Transpose([0, 2, 1, 3, 4, 5]), stacked, windows);
        import.EmitAs(node, new Reshape([-1, volume[1] * taps, volume[3], volume[4]]), images, stacked);

        // one convolution of images
        import.EmitAs(node, new Reshape([weight[0], weight[1] * taps, weight[3], weight[4]]), filters, node.Inputs[1]);
        Conv conv = new(new Window(axes[1], axes[2]), node.Int("group", 1));
        string[] inputs = node.Has(2) ? [images, filters, node.Inputs[2]] : [images, filters];
        import.EmitAs(node, conv, convolved, inputs);
        Window window = new(axes[1].For(volume[3]), axes[2].For(volume[4]));
        import.EmitAs(
            node,
            new Reshape([-1, outputs, weight[0], window.Rows.Outputs(volume[3]), window.Columns.Outputs(volume[4])]),
            volumes,
            convolved);
        import.Emit(node, new Transpose([0, 2, 1, 3, 4]), volumes);
    }

    /// <summary>The mean or maximum of each channel: over images and signals a kernel of its own, over volumes a reduction.</summary>
    private static void GlobalPooling(OnnxNode node, OnnxImport import, GlobalPoolKind kind)
    {
        if (import.ShapeOf(node.Inputs[0]) is not { Rank: > 4 } shape)
            import.Emit(node, new GlobalPool(kind));
        else if (kind == GlobalPoolKind.Average)
            import.Emit(node, new Reduce<MeanReduction>([.. Enumerable.Range(2, shape.Rank - 2)]));
        else
            import.Emit(node, new Reduce<MaxReduction>([.. Enumerable.Range(2, shape.Rank - 2)]));
    }
}
