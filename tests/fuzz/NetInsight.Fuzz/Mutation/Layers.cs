using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Mutation;

/// <summary>Mutations that put layers behind a value: convolutions, pools, normalisations, products, reductions.</summary>
internal static class Layers
{
    private static readonly string[] Reductions =
    [
        "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSumSquare", "ReduceL1", "ReduceL2", "ReduceLogSum",
        "ReduceLogSumExp",
    ];

    /// <summary>A convolution, with what usually follows one, so that fusion takes part.</summary>
    public static void Convolved(GraphEditor graph)
    {
        if (ChooseMap(graph) is not { } x)
            return;
        Shape shape = graph.ShapeOf(x);
        int channels = shape[1], groups = graph.Choices.OneIn(3) ? channels : 1, k = graph.Choices.Of(1, 3, 3, 5);
        int perGroup = groups == 1 ? channels : 1, dilation = k == 3 && graph.Choices.OneIn(4) ? 2 : 1, pad = (k - 1) / 2 * dilation;
        string weight = graph.Constant(DataType.Float, channels, perGroup, k, k);
        string[] inputs = graph.Choices.OneIn(2) ? [x, weight, graph.Constant(DataType.Float, channels)] : [x, weight];
        string y = graph.Choices.OneIn(6)
            ? graph.Add("ConvTranspose", [x, graph.Constant(DataType.Float, channels, channels / groups, k, k)], ("group", groups),
                ("pads", new[] { pad, pad, pad, pad }), ("dilations", new[] { dilation, dilation }))
            : graph.Choices.OneIn(5)
                ? graph.Add("Conv", inputs, ("group", groups), ("auto_pad", graph.Choices.Of("SAME_UPPER", "SAME_LOWER")))
                : graph.Add("Conv", inputs, ("group", groups), ("pads", new[] { pad, pad, pad, pad }),
                    ("dilations", new[] { dilation, dilation }), ("kernel_shape", new[] { k, k }));
        for (int i = graph.Choices.Next(4); i > 0; i--)
            y = Following(graph, x, y, channels);
        graph.Replace(x, y);
    }

    /// <summary>A pool of stride 1.</summary>
    public static void Pooled(GraphEditor graph)
    {
        if (ChooseMap(graph) is not { } x)
            return;
        int counted = graph.Choices.Next(2), k = graph.Choices.Of(1, 3);
        int[] pads = [(k - 1) / 2, (k - 1) / 2, (k - 1) / 2, (k - 1) / 2];
        string y = graph.Choices.Next(5) switch
        {
            0 => graph.Add("MaxPool", [x], ("kernel_shape", new[] { k, k }), ("pads", pads)),
            1 => graph.Add("AveragePool", [x], ("kernel_shape", new[] { k, k }), ("pads", pads), ("count_include_pad", counted)),
            2 => graph.Add("LpPool", [x], ("kernel_shape", new[] { k, k }), ("pads", pads), ("p", graph.Choices.Of(1, 2, 3))),
            3 => graph.Add("Mul", [x, graph.Add(graph.Choices.Of("GlobalAveragePool", "GlobalMaxPool"), [x])]),
            _ => graph.Add("MaxPool", [x], ("kernel_shape", new[] { 2, 2 }), ("auto_pad", graph.Choices.Of("SAME_UPPER", "SAME_LOWER"))),
        };
        graph.Replace(x, y);
    }

    /// <summary>A normalisation.</summary>
    public static void Normalised(GraphEditor graph)
    {
        if (graph.Choose((shape, type) => type == DataType.Float && shape.Rank >= 2 && shape.Count > 0) is not { } x)
            return;
        Shape shape = graph.ShapeOf(x);
        int axis = graph.Choices.Between(-shape.Rank, shape.Rank - 1), channels = shape[1];
        string[] scaled = [x, graph.Constant(DataType.Float, channels), graph.Constant(DataType.Float, channels)];
        graph.Replace(x, graph.Choices.Next(9) switch
        {
            0 => Batch(graph, x, channels),
            1 => graph.Add("InstanceNormalization", shape.Rank > 2 ? scaled : [x]),
            2 => graph.Add("LRN", [x], ("size", graph.Choices.Of(1, 2, 3, 5))),
            3 when graph.Opset >= 17 => graph.Add("LayerNormalization",
                [x, graph.Constant(DataType.Float, shape.Dimensions[^1]), graph.Constant(DataType.Float, shape.Dimensions[^1])]),
            4 => graph.Add("LpNormalization", [x], ("axis", axis), ("p", graph.Choices.Between(1, 2))),
            5 => graph.Add("MeanVarianceNormalization", [x]),
            6 => graph.Add(graph.Choices.Of("Softmax", "LogSoftmax"), [x], ("axis", axis)),
            7 => graph.Add("Hardmax", [x], ("axis", axis)),
            _ when graph.Opset >= 21 => graph.Add("GroupNormalization", scaled, ("num_groups", channels % 2 == 0 ? 2 : 1)),
            _ => graph.Add("Softmax", [x], ("axis", axis)),
        });
    }

    /// <summary>A product with a square matrix.</summary>
    public static void Multiplied(GraphEditor graph)
    {
        if (graph.Choose((shape, type) => type == DataType.Float && shape.Rank > 0 && shape.Dimensions[^1] is > 0 and < 64) is not { } x)
            return;
        Shape shape = graph.ShapeOf(x);
        int n = shape.Dimensions[^1], transposed = graph.Choices.Next(2);
        string y = shape.Rank == 2 && graph.Choices.OneIn(2)
            ? graph.Add("Gemm",
                [x, graph.Constant(DataType.Float, n, n), graph.Constant(DataType.Float, Elementwise.Broadcast(graph, shape))],
                ("transB", transposed), ("alpha", graph.Choices.Of(1f, 0.5f)), ("beta", graph.Choices.Of(1f, 0f, 2f)))
            : graph.Choices.OneIn(4) && shape.Rank >= 2 && shape.Dimensions[^2] < 64
                ? graph.Add("MatMul", [graph.Constant(DataType.Float, shape.Dimensions[^2], shape.Dimensions[^2]), x])
                : graph.Add("MatMul", [x, graph.Constant(DataType.Float, n, n)]);
        graph.Replace(x, y);
    }

    /// <summary>A reduction whose result, or the deviation from it, takes the value's place.</summary>
    public static void Reduced(GraphEditor graph)
    {
        if (graph.Choose((shape, type) => shape.Rank > 0 && type != DataType.Bool && shape.Count > 0, mayBeConstant: true) is not { } x)
            return;
        string reduced = Reduced(graph, x, graph.ShapeOf(x)).Name;
        graph.Replace(x, graph.Add(graph.Choices.Of("Sub", "Add", "Mul", "Max"), [x, reduced]));
    }

    /// <summary>A reduction with kept dimensions.</summary>
    public static (string Name, Shape Shape) Reduced(GraphEditor graph, string x, Shape shape)
    {
        if (shape.Rank == 0)
            return (graph.Add("Identity", [x]), shape);
        string operation = graph.Choices.Of(Reductions);
        int[] axes = [.. Enumerable.Range(0, shape.Rank).Where(_ => graph.Choices.OneIn(2))];
        if (axes.Length == 0)
            axes = [shape.Rank - 1];
        bool areInput = graph.Opset >= (operation == "ReduceSum" ? 13 : 18);
        int[] written = [.. axes.Select(axis => graph.Choices.OneIn(3) ? axis - shape.Rank : axis)];
        Shape result = new([.. Enumerable.Range(0, shape.Rank).Select(axis => axes.Contains(axis) ? 1 : shape[axis])]);
        return (areInput ? graph.Add(operation, [x, graph.Longs([.. written.Select(axis => (long)axis)])])
            : graph.Add(operation, [x], ("axes", written)), result);
    }

    /// <summary>An index of the largest, a running sum, a sort or a triangle.</summary>
    public static void Indexed(GraphEditor graph)
    {
        if (graph.Choose((shape, type) => type == DataType.Float && shape.Rank >= 2 && shape.Count > 0) is not { } x)
            return;
        Shape shape = graph.ShapeOf(x);
        int axis = graph.Choices.Next(shape.Rank);
        string y;
        switch (graph.Choices.Next(6))
        {
            case 0:
                string index = graph.Add(graph.Choices.Of("ArgMax", "ArgMin"), [x], ("axis", axis),
                    ("select_last_index", graph.Choices.Next(2)));
                y = graph.Add("Add", [x, graph.Add("Cast", [index], ("to", 1))]);
                break;
            case 1:
                y = graph.Add("CumSum", [x, graph.Constant(DataType.Int64, [], _ => axis)], ("exclusive", graph.Choices.Next(2)),
                    ("reverse", graph.Choices.Next(2)));
                break;
            case 2:
                string[] sorted = graph.Add("TopK", [x, graph.Longs(shape[axis])], 2, ("axis", axis), ("largest", graph.Choices.Next(2)));
                y = graph.Choices.OneIn(2) ? graph.Add("Cast", [sorted[1]], ("to", 1)) : sorted[0];
                break;
            case 3:
                y = graph.Add("Trilu", [x, graph.Constant(DataType.Int64, [], _ => graph.Choices.Between(-1, 1))],
                    ("upper", graph.Choices.Next(2)));
                break;
            case 4 when shape.Rank == 4:
                y = graph.Add("Resize", [x, "", graph.Constant(DataType.Float, [4], i => i < 2 ? 1 : 2)],
                    ("mode", graph.Choices.Of("nearest", "linear", "cubic")),
                    ("coordinate_transformation_mode",
                        graph.Choices.Of("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel")));
                y = graph.Add("MaxPool", [y], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }));
                break;
            default:
                string scale = graph.Constant(DataType.Float, [], _ => graph.Choices.Of(0.1, 0.02));
                string zero = graph.Constant(DataType.Uint8, []);
                y = graph.Add("DequantizeLinear", [graph.Add("QuantizeLinear", [x, scale, zero]), scale, zero]);
                break;
        }

        graph.Replace(x, y);
    }

    private static string Following(GraphEditor graph, string x, string y, int channels) => graph.Choices.Next(7) switch
    {
        0 => Batch(graph, y, channels),
        1 => graph.Add("Relu", [y]),
        2 => graph.Add("Add", graph.Choices.OneIn(2) ? [y, x] : [x, y]),
        3 => graph.Add("Mul", [y, graph.Constant(DataType.Float, channels, 1, 1)]),
        4 => graph.Add("Add", [y, graph.Constant(DataType.Float, 1, channels, 1, 1)]),
        5 => graph.Add("Mul", [y, graph.Add("Sigmoid", [y])]),
        _ => graph.Add("Clip", [y, graph.Constant(DataType.Float, [], _ => 0), graph.Constant(DataType.Float, [], _ => 6)]),
    };

    private static string Batch(GraphEditor graph, string x, int channels) => graph.Add(
        "BatchNormalization",
        [
            x, graph.Constant(DataType.Float, channels), graph.Constant(DataType.Float, channels), graph.Constant(DataType.Float, channels),
            graph.Constant(DataType.Float, [channels], i => 0.5 + (i % 3)),
        ]);

    private static string? ChooseMap(GraphEditor graph) =>
        graph.Choose((shape, type) =>
            type == DataType.Float && shape.Rank == 4 && shape[1] is > 0 and < 32 && shape[2] > 1 && shape[3] > 1);
}
