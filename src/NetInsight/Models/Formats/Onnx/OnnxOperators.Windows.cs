namespace NetInsight;

internal static partial class OnnxOperators
{
    private static void Conv(OnnxNode node, OnnxImport import)
    {
        Shape weight = import.ShapeOf(node.Inputs[1]) ?? throw new ArgumentException("has weights of unknown shape");
        if (weight.Rank is not (3 or 4))
            throw new ArgumentException($"has weights of shape {weight}; convolutions of signals (3 dimensions) and pictures (4) are supported");
        long[] kernel = node.Longs("kernel_shape") ?? [.. weight.Dimensions[2..].ToArray().Select(extent => (long)extent)];
        import.Emit(node, new Conv(ReadWindow(node, kernel, weight.Rank - 2), node.Int("group", 1)));
    }

    private static void MaxPool(OnnxNode node, OnnxImport import)
    {
        import.Emit(node, new MaxPool(ReadPoolWindow(node, import)));
        EmitMaximaIndices(node, import);
    }

    private static void AveragePool(OnnxNode node, OnnxImport import) =>
        import.Emit(node, new AveragePool(ReadPoolWindow(node, import), node.Int("count_include_pad", 0) != 0));

    private static Window ReadPoolWindow(OnnxNode node, OnnxImport import)
    {
        long[] kernel = node.Longs("kernel_shape") ?? throw new ArgumentException("has no attribute 'kernel_shape'");
        int axes = import.ShapeOf(node.Inputs[0])?.Rank - 2 ?? kernel.Length;
        return ReadWindow(node, kernel, axes) with { Ceiling = node.Int("ceil_mode", 0) != 0 };
    }

    /// <summary>The window of a node: one axis (a signal) or two (a picture).</summary>
    private static Window ReadWindow(OnnxNode node, long[] kernel, int axes)
    {
        if (axes is not (1 or 2) || kernel.Length != axes)
            throw new ArgumentException($"has a kernel of {kernel.Length} axes for maps of {axes}; 1 or 2 are supported");
        long[] strides = OfLength(node, "strides", axes, 1), dilations = OfLength(node, "dilations", axes, 1), pads = OfLength(node, "pads", 2 * axes, 0);
        AutoPadding padding = node.Text("auto_pad", "NOTSET") switch
        {
            "NOTSET" or "VALID" or "" => AutoPadding.Explicit,
            "SAME_UPPER" => AutoPadding.SameUpper,
            "SAME_LOWER" => AutoPadding.SameLower,
            string other => throw new ArgumentException($"has the unknown auto_pad '{Printable.Escape(other)}'"),
        };
        if (node.Text("auto_pad", "NOTSET") == "VALID")
            Array.Clear(pads);
        return axes == 1 ? new Window(WindowAxis.One, Axis(0)) : new Window(Axis(0), Axis(1));

        WindowAxis Axis(int axis) => padding == AutoPadding.Explicit
            ? new WindowAxis(ToInt(kernel[axis]), ToInt(strides[axis]), ToInt(pads[axis]), ToInt(pads[axis + axes]), ToInt(dilations[axis]))
            : new WindowAxis(ToInt(kernel[axis]), ToInt(strides[axis]), 0, 0, ToInt(dilations[axis])) { Auto = padding };
    }

    private static long[] OfLength(OnnxNode node, string name, int length, long fallback)
    {
        long[] values = node.Longs(name) ?? [.. Enumerable.Repeat(fallback, length)];
        return values.Length == length ? values : throw new ArgumentException($"attribute '{name}' has {values.Length} numbers, but {length} are expected");
    }

    private static int ToInt(long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new ArgumentException($"holds the number {value}, which is beyond any map");

    private static void BatchNormalization(OnnxNode node, OnnxImport import)
    {
        if (node.Int("training_mode", 0) != 0)
            throw new ArgumentException("is in training mode; a trained network is expected");
        if (node.Opset < 9 && node.Int("spatial", 1) != 1)
            throw new ArgumentException("normalises each place by itself (spatial = 0), which NetInsight does not");
        import.Emit(node, new BatchNormalization(node.Float("epsilon", 1e-5f)));
    }

    private static void Gemm(OnnxNode node, OnnxImport import) => import.Emit(
        node, new Gemm(node.Float("alpha", 1), node.Float("beta", 1), node.Int("transA", 0) != 0, node.Int("transB", 0) != 0));

    private static void MatMul(OnnxNode node, OnnxImport import)
    {
        int? left = import.ShapeOf(node.Inputs[0])?.Rank, right = import.ShapeOf(node.Inputs[1])?.Rank;
        if (left is not (2 or null) || right is not (2 or null))
            throw new ArgumentException($"multiplies tensors of {left} and {right} dimensions; matrices are expected");
        import.Emit(node, new Gemm());
    }

    /// <summary>The mean over all places of a map, which is what classifiers export.</summary>
    private static void ReduceMean(OnnxNode node, OnnxImport import)
    {
        long[]? axes = node.Opset >= 18 && node.Has(1) ? import.RequireConstant(node, 1).AsLongs() : node.Longs("axes");
        bool overPlaces = axes is not null && axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2L, 3L]);
        if (!overPlaces || import.ShapeOf(node.Inputs[0]) is not (null or { Rank: 4 }))
            throw new ArgumentException("takes the mean over other axes than the two of a map's places");
        if (node.Int("keepdims", 1) != 0)
        {
            import.Emit(node, new GlobalPool(GlobalPoolKind.Average), node.Inputs[0]);
            return;
        }

        string pooled = $"{node.Outputs[0]}/pooled";
        import.EmitAs(node, new GlobalPool(GlobalPoolKind.Average), pooled, node.Inputs[0]);
        import.Emit(node, new Flatten(), pooled);
    }
}
