using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Mutation;

/// <summary>Mutations that move elements: pairs that keep the shape, and joins and splits.</summary>
internal static class Arrangement
{
    /// <summary>Operators after which the value has its shape again.</summary>
    public static void Kept(GraphEditor graph)
    {
        if (graph.Choose((_, _) => true, mayBeConstant: true) is { } x)
            graph.Replace(x, SameShape(graph, x, graph.ShapeOf(x), graph.TypeOf(x)).Name);
    }

    /// <summary>A Concat with itself, a constant or another value, and a part of it.</summary>
    public static void Joined(GraphEditor graph)
    {
        if (graph.Choose((shape, type) => shape.Rank > 0 && type != DataType.Bool) is not { } x)
            return;
        Shape shape = graph.ShapeOf(x);
        DataType type = graph.TypeOf(x);
        int axis = graph.Choices.Next(shape.Rank), extent = shape[axis];
        string other = graph.Choices.OneIn(2) ? graph.Constant(type, shape.Dimensions.ToArray())
            : graph.ChooseWith(x, (other, otherType) => other == shape && otherType == type) ?? x;
        string[] inputs = graph.Choices.Of<string[]>([x, other], [other, x], [x, other, x]);
        string joined = graph.Add("Concat", inputs, ("axis", graph.Choices.OneIn(2) ? axis : axis - shape.Rank));
        int start = graph.Choices.Next(extent * (inputs.Length - 1) + 1);
        graph.Replace(x, Sliced(graph, joined, axis, start, start + extent, 1));
    }

    /// <summary>A shape computed from another value's shape, as exporters write it.</summary>
    public static void ByShape(GraphEditor graph)
    {
        if (graph.Choose((shape, _) => shape.Rank is > 0 and <= 5) is not { } x)
            return;
        Shape shape = graph.ShapeOf(x);
        string extents = graph.Add("Shape", [x]);
        int flat = graph.Choices.Between(0, shape.Rank - 1);
        string kept = Sliced(graph, extents, 0, 0, flat, 1);
        string target = graph.Add("Concat", [kept, graph.Longs(-1)], ("axis", 0));
        string y = graph.Add("Reshape", [x, target]);
        if (graph.Choices.OneIn(3))
            y = graph.Add(graph.Choices.Of("Relu", "Abs", "Identity"), [y]);
        graph.Replace(x, graph.Add("Reshape", [y, extents]));
    }

    /// <summary>Operators whose result has the shape of the input.</summary>
    public static (string Name, Shape Shape) SameShape(GraphEditor graph, string x, Shape shape, DataType type)
    {
        int[] extents = shape.Dimensions.ToArray();
        int rank = shape.Rank, axis = rank == 0 ? 0 : graph.Choices.Next(rank), extent = rank == 0 ? 1 : shape[axis];
        int kind = graph.Choices.Next(13);
        string y = kind switch
        {
            0 when rank > 1 => Transposed(graph, x, rank),
            1 => graph.Add("Reshape", [graph.Add("Reshape", [x, graph.Longs(-1)]), graph.Longs([.. extents.Select(e => (long)e)])]),
            2 when graph.Opset >= 13 => graph.Add("Squeeze", [graph.Add("Unsqueeze", [x, graph.Longs(axis)]), graph.Longs(axis)]),
            3 when rank > 0 => Sliced(graph, Padded(graph, x, rank, axis, type), axis, 1, 1 + extent, 1),
            4 when rank > 0 && extent > 0 => Sliced(graph, x, axis, -1, long.MinValue, -1),
            5 when rank > 0 && extent > 1 && graph.Opset >= 13 => SplitAndJoined(graph, x, axis, extent),
            6 when rank > 0 && extent > 0 => graph.Add("Gather", [x, Indices(graph, extent)], ("axis", axis)),
            7 when rank > 0 => Sliced(graph, Tiled(graph, x, rank, axis), axis, 0, extent, 1),
            8 when rank > 0 => Sliced(graph, Tiled(graph, x, rank, axis), axis, 0, 2L * extent, 2),
            9 when rank is > 0 and < 6 => graph.Add("Reshape",
                [graph.Add("Flatten", [x], ("axis", graph.Choices.Between(0, rank))), graph.Longs([.. extents.Select(e => (long)e)])]),
            10 when rank == 4 => Blocks(graph, x, shape),
            11 => graph.Add("Expand", [x, graph.Longs(1)]),
            12 when rank > 1 => Doubled(graph, x),
            _ => graph.Add("Identity", [x]),
        };
        return (y, shape);
    }

    /// <summary>A slice of one axis.</summary>
    public static string Sliced(GraphEditor graph, string x, int axis, long start, long end, long step) => graph.Add(
        "Slice", [x, graph.Longs(start), graph.Longs(end), graph.Longs(axis), .. step == 1 ? Array.Empty<string>() : [graph.Longs(step)]]);

    private static string Transposed(GraphEditor graph, string x, int rank)
    {
        int[] order = [.. Enumerable.Range(0, rank)];
        for (int i = rank - 1; i > 0; i--)
        {
            int j = graph.Choices.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        int[] back = new int[rank];
        for (int i = 0; i < rank; i++)
            back[order[i]] = i;
        string y = graph.Add("Transpose", [x], ("perm", order));
        if (graph.Choices.OneIn(3))
            y = graph.Add("Identity", [y]);
        return graph.Add("Transpose", [y], ("perm", back));
    }

    private static string Padded(GraphEditor graph, string x, int rank, int axis, DataType type)
    {
        long[] pads = new long[2 * rank];
        (pads[axis], pads[axis + rank]) = (1, graph.Choices.Between(0, 1));
        string mode = graph.Choices.Of("constant", "edge", "reflect");
        return mode == "constant" && graph.Choices.OneIn(2)
            ? graph.Add("Pad", [x, graph.Longs(pads), graph.Constant(type, [])], ("mode", mode))
            : graph.Add("Pad", [x, graph.Longs(pads)], ("mode", mode));
    }

    private static string SplitAndJoined(GraphEditor graph, string x, int axis, int extent)
    {
        long first = graph.Choices.Between(1, extent - 1);
        string[] parts = graph.Add("Split", [x, graph.Longs(first, extent - first)], 2, ("axis", axis));
        return graph.Add("Concat", graph.Choices.OneIn(3) ? [parts[1], parts[0]] : parts, ("axis", axis));
    }

    private static string Indices(GraphEditor graph, int extent)
    {
        long[] indices = new long[extent];
        for (int i = 0; i < extent; i++)
            indices[i] = graph.Choices.Between(-extent, extent - 1);
        return graph.Longs(indices);
    }

    private static string Tiled(GraphEditor graph, string x, int rank, int axis)
    {
        long[] times = [.. Enumerable.Repeat(1L, rank)];
        times[axis] = 2;
        return graph.Add("Tile", [x, graph.Longs(times)]);
    }

    private static string Blocks(GraphEditor graph, string x, Shape shape)
    {
        string mode = graph.Choices.Of("DCR", "CRD");
        if (shape[1] % 4 == 0 && shape[1] > 0)
            return graph.Add("SpaceToDepth", [graph.Add("DepthToSpace", [x], ("blocksize", 2), ("mode", mode))], ("blocksize", 2));
        return shape[2] % 2 == 0 && shape[3] % 2 == 0
            ? graph.Add("DepthToSpace", [graph.Add("SpaceToDepth", [x], ("blocksize", 2))], ("blocksize", 2), ("mode", mode))
            : graph.Add("Identity", [x]);
    }

    /// <summary>Adds a dimension by two copies, and takes the mean or maximum over it.</summary>
    private static string Doubled(GraphEditor graph, string x)
    {
        if (graph.Opset < 13)
            return graph.Add("Identity", [x]);
        string front = graph.Add("Unsqueeze", [x, graph.Longs(0)]);
        string both = graph.Add("Concat", [front, front], ("axis", 0));
        return graph.Opset >= 18
            ? graph.Add("ReduceMax", [both, graph.Longs(0)], ("keepdims", 0))
            : graph.Add("ReduceMax", [both], ("axes", new[] { 0 }), ("keepdims", 0));
    }
}
