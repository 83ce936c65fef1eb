using System.Collections.Immutable;

namespace NetInsight;

internal static partial class OnnxOperators
{
    private static void ConvTranspose(OnnxNode node, OnnxImport import)
    {
        Shape weight = import.ShapeOf(node.Inputs[1]) ?? throw new ArgumentException("has weights of unknown shape");
        if (weight.Rank is not (3 or 4 or 5))
            throw new ArgumentException($"has weights of shape {weight}; maps of one to three axes (3 to 5 dimensions) are supported");
        int axes = weight.Rank - 2;
        long[] kernel = node.HasAttribute("kernel_shape") ? OfLength(node, "kernel_shape", axes, 1) : [.. weight.Dimensions[2..].ToArray().Select(extent => (long)extent)];
        long[] extra = OfLength(node, "output_padding", axes, 0);
        long[]? outputs = node.Longs("output_shape");
        if (extra.Any(places => places is < 0 or > 1 << 24))
            throw new ArgumentException($"has the output_padding [{string.Join(", ", extra)}]");

        // Some writers name the batch and the channels too.
        if (outputs is not null && (outputs.Length != axes && outputs.Length != axes + 2 || outputs[^axes..].Any(extent => extent is < 1 or > int.MaxValue)))
            throw new ArgumentException($"has the output_shape [{string.Join(", ", outputs)}]; {axes} positive numbers are expected");
        ImmutableArray<WindowAxis> windows = ReadSpatialAxes(node, kernel);
        import.Emit(node, new ConvTranspose(
            [.. windows.Select((window, axis) => new TransposedAxis(window, (int)extra[axis], outputs is null ? null : (int)outputs[^axes..][axis]))],
            node.Int("group", 1)));
    }

    /// <summary>The rules of a window's axes, as many as the kernel has.</summary>
    private static ImmutableArray<WindowAxis> ReadSpatialAxes(OnnxNode node, long[] kernel)
    {
        int axes = kernel.Length;
        long[] strides = OfLength(node, "strides", axes, 1), dilations = OfLength(node, "dilations", axes, 1), pads = OfLength(node, "pads", 2 * axes, 0);
        string auto = node.Text("auto_pad", "NOTSET");
        AutoPadding padding = auto switch
        {
            "NOTSET" or "VALID" or "" => AutoPadding.Explicit,
            "SAME_UPPER" => AutoPadding.SameUpper,
            "SAME_LOWER" => AutoPadding.SameLower,
            string other => throw new ArgumentException($"has the unknown auto_pad '{Printable.Escape(other)}'"),
        };
        if (padding != AutoPadding.Explicit || auto == "VALID")
            Array.Clear(pads);
        return [.. Enumerable.Range(0, axes).Select(axis =>
            new WindowAxis(ToInt(kernel[axis]), ToInt(strides[axis]), ToInt(pads[axis]), ToInt(pads[axis + axes]), ToInt(dilations[axis])) { Auto = padding })];
    }

    /// <summary>Adds what makes the second output of a MaxPool, where the file asks for it.</summary>
    private static void EmitMaximaIndices(OnnxNode node, OnnxImport import)
    {
        if (node.Outputs.Length < 2 || node.Outputs[1].Length == 0)
            return;
        long[] kernel = node.Longs("kernel_shape") ?? throw new ArgumentException("has no attribute 'kernel_shape'");
        Window window = ReadSpatialAxes(node, kernel) switch
        {
            [WindowAxis columns] => new Window(WindowAxis.One, columns),
            [WindowAxis rows, WindowAxis columns] => new Window(rows, columns),
            _ => throw new ArgumentException($"asks for the indices of maxima over {kernel.Length} axes; 1 (signals) or 2 (pictures) are supported"),
        };
        import.EmitAs(
            node, new MaxPoolIndices(window with { Ceiling = node.Int("ceil_mode", 0) != 0 }, node.Int("storage_order", 0) != 0), node.Outputs[1], node.Inputs[0]);
    }

    private static void MaxUnpool(OnnxNode node, OnnxImport import)
    {
        long[] kernel = node.Longs("kernel_shape") ?? throw new ArgumentException("has no attribute 'kernel_shape'");
        ImmutableArray<int>? extents = null;
        if (node.Has(2))
        {
            long[] shape = import.RequireConstant(node, 2).AsLongs();
            if (shape.Length != kernel.Length + 2)
                throw new ArgumentException($"has an output_shape of {shape.Length} numbers, but {kernel.Length + 2} are expected");
            if (import.ShapeOf(node.Inputs[0]) is { } input && (shape[1] != input[1] || (!import.HasOpenBatch && shape[0] != input[0])))
                throw new ArgumentException($"has the output_shape [{string.Join(", ", shape)}] for an input of {input}; batch and channels stay");
            extents = [.. shape[2..].Select(ToInt)];
        }

        import.Emit(node, new MaxUnpool(ReadSpatialAxes(node, kernel), extents), node.Inputs[0], node.Inputs[1]);
    }
}
