using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    private static void Conv(OnnxNode node, OnnxImport import)
    {
        Shape weight = import.ShapeOf(node.Inputs[1]) ?? throw new ArgumentException("has weights of unknown shape");
        if (weight.Rank is not (3 or 4 or 5))
        {
            throw new ArgumentException(
                $"has weights of shape {weight}; convolutions of signals (3 dimensions), images (4) and volumes (5) are supported");
        }

        if (weight.Rank == 5)
        {
            ConvOfVolumes(node, import, weight);
            return;
        }

        long[] kernel = node.Longs("kernel_shape") ?? [.. weight.Dimensions[2..].ToArray().Select(extent => (long)extent)];
        import.Emit(node, new Conv(ToWindow(ReadAxes(node, kernel, weight.Rank - 2)), node.Int("group", 1)));
    }

    private static void MaxPool(OnnxNode node, OnnxImport import)
    {
        Pool(node, import, window => new MaxPool(window));
        EmitMaximaIndices(node, import);
    }

    private static void AveragePool(OnnxNode node, OnnxImport import)
    {
        bool countsPadding = node.Int("count_include_pad", 0) != 0;
        Pool(node, import, window => new AveragePool(window, countsPadding));
    }

    /// <summary>
    /// Emits a pool over signals or images. One over volumes [N, C, D, H, W] becomes a pool over rows and columns, then one over the depth.
    /// </summary>
    private static void Pool(OnnxNode node, OnnxImport import, Func<Window, Operator> make)
    {
        long[] kernel = node.Longs("kernel_shape") ?? throw new ArgumentException("has no attribute 'kernel_shape'");
        Shape? input = import.ShapeOf(node.Inputs[0]);
        bool ceiling = node.Int("ceil_mode", 0) != 0;
        WindowAxis[] axes = ReadAxes(node, kernel, input?.Rank - 2 ?? kernel.Length);
        if (axes is not [WindowAxis depth, WindowAxis rows, WindowAxis columns])
        {
            import.Emit(node, make(ToWindow(axes) with { Ceiling = ceiling }), node.Inputs[0]);
            return;
        }

        Shape volume = input ?? throw new ArgumentException("pools volumes of unknown shape");
        string output = node.Outputs[0];
        string slices = $"{output}/slices", pooled = $"{output}/pooled", stacks = $"{output}/stacks", through = $"{output}/through";

        // [N, C x D, H, W]: rows and columns. Then [N, C, D, H x W]: depth.
        import.EmitAs(node, new Reshape([0, -1, volume[3], volume[4]]), slices, node.Inputs[0]);
        import.EmitAs(node, make(new Window(rows, columns, ceiling)), pooled, slices);
        (int height, int width) = (rows.Outputs(volume[3], ceiling), columns.Outputs(volume[4], ceiling));
        import.EmitAs(node, new Reshape([0, volume[1], volume[2], -1]), stacks, pooled);
        import.EmitAs(node, make(new Window(depth, WindowAxis.One, ceiling)), through, stacks);
        import.Emit(node, new Reshape([0, volume[1], -1, height, width]), through);
    }

    private static Window ToWindow(WindowAxis[] axes) => axes switch
    {
        [WindowAxis columns] => new Window(WindowAxis.One, columns),
        [WindowAxis rows, WindowAxis columns] => new Window(rows, columns),
        _ => throw new ArgumentException($"has a kernel of {axes.Length} axes; 1 (signals) or 2 (images) are supported"),
    };

    /// <summary>The window of a node, one entry for each spatial axis.</summary>
    private static WindowAxis[] ReadAxes(OnnxNode node, long[] kernel, int axes)
    {
        if (axes is < 1 or > 3 || kernel.Length != axes)
            throw new ArgumentException($"has a kernel of {kernel.Length} axes for feature maps of {axes}; 1 to 3 are supported");
        long[] strides = OfLength(node, "strides", axes, 1), dilations = OfLength(node, "dilations", axes, 1);
        long[] pads = OfLength(node, "pads", 2 * axes, 0);
        AutoPadding padding = node.Text("auto_pad", "NOTSET") switch
        {
            "NOTSET" or "VALID" or "" => AutoPadding.Explicit,
            "SAME_UPPER" => AutoPadding.SameUpper,
            "SAME_LOWER" => AutoPadding.SameLower,
            string other => throw new ArgumentException($"has the unknown auto_pad '{Printable.Escape(other)}'"),
        };
        if (node.Text("auto_pad", "NOTSET") == "VALID")
            Array.Clear(pads);
        WindowAxis[] window = new WindowAxis[axes];
        for (int axis = 0; axis < axes; axis++)
            window[axis] = Axis(axis);
        return window;

        WindowAxis Axis(int axis) => padding == AutoPadding.Explicit
            ? new WindowAxis(ToInt(kernel[axis]), ToInt(strides[axis]), ToInt(pads[axis]), ToInt(pads[axis + axes]), ToInt(dilations[axis]))
            : new WindowAxis(ToInt(kernel[axis]), ToInt(strides[axis]), 0, 0, ToInt(dilations[axis])) { Auto = padding };
    }

    private static long[] OfLength(OnnxNode node, string name, int length, long fallback)
    {
        long[]? stated = node.Longs(name);
        long[] values = stated ?? new long[length];
        if (stated is null)
            Array.Fill(values, fallback);
        return values.Length == length
            ? values
            : throw new ArgumentException($"attribute '{name}' has {values.Length} values, but {length} are expected");
    }

    private static int ToInt(long value) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw new ArgumentException($"holds the value {value}, which is beyond any feature map");
}
