using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;

namespace NetInsight.Formats.Onnx.Folding;

/// <summary>
/// Constant folding: computes, while a file is read, the values that do not depend on the network's input, such as constants and shape
/// arithmetic.
/// </summary>
internal static class OnnxConstantFolding
{
    /// <summary>Integers are for shape arithmetic; longer arrays are not folded.</summary>
    private const int MaxIntegers = 1 << 20;

    private static readonly HashSet<string> FoldedOnly =
        ["Constant", "ConstantOfShape", "Shape", "Size", "Gather", "Range", "CumSum", "NonZero"];

    /// <summary>Whether the operator is supported only where it can be folded.</summary>
    public static bool IsFoldedOnly(string type) => FoldedOnly.Contains(type);

    /// <summary>Folds a node if all of its inputs are constants; false otherwise.</summary>
    public static bool TryFold(OnnxNode node, OnnxImport import)
    {
        if (node.Key != node.Type)
            return false;
        if (node.Type == "Split" && import.ConstantOf(node.Inputs[0]) is { Longs: not null } whole)
            return Split(node, whole, import);
        OnnxConstant? result = node.Type switch
        {
            "Constant" => Constant(node, import),
            "Shape" => ShapeOf(node, import),
            "Size" => ShapeOf(node, import) is { } shape
                ? new OnnxConstant(new Shape(), [shape.Longs!.Aggregate(1L, (m, n) => checked(m * n))]) : null,
            _ => FoldInputs(node, import),
        };
        if (result is null)
            return false;
        import.SetConstant(node.Outputs[0], result);
        return true;
    }

    private static OnnxConstant? FoldInputs(OnnxNode node, OnnxImport import)
    {
        foreach (string name in node.Inputs)
        {
            if (name.Length > 0 && import.ConstantOf(name) is null)
                return null;
        }

        OnnxConstant?[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null : import.ConstantOf(name))];

        if (inputs is not [{ } first, ..])
            return null;
        OnnxConstant? result = Compute(node, inputs, import);
        if (result is not null && node.Type != "ConstantOfShape" && !inputs.Contains(result))
            import.Tensors.CountComputed(result.Shape.Count, node.Outputs[0], result.Longs is not null);
        return result;
    }

    private static OnnxConstant? Compute(OnnxNode node, OnnxConstant?[] inputs, OnnxImport import)
    {
        OnnxConstant first = inputs[0]!;
        bool areIntegers = first.Longs is not null && first.Shape.Count <= MaxIntegers;
        return node.Type switch
        {
            "ConstantOfShape" => Filled(node, first, import),
            "Cast" or "CastLike" => OnnxOperators.FoldCast(first, OnnxOperators.TargetOf(node, import)),
            "Range" => OnnxScan.Range(inputs),
            "CumSum" when first.Longs is null => OnnxScan.Sums(node, inputs, first.AsFloats().AsSpan().ToArray()) is { } sums
                ? new OnnxConstant(new Tensor(first.Shape, sums)) : null,
            "NonZero" when first.Shape.Count <= MaxIntegers => NonZero(first),
            "Gather" when first.Shape.Rank == 1 && inputs[1]!.Shape.Rank <= 1 => Gather(node, first, inputs[1]!),
            "Gather" when areIntegers => Rearrange(
                new Gather([.. inputs[1]!.AsLongs().Select(index => checked((int)index))], inputs[1]!.Shape, node.Int("axis", 0)), first),
            "Reshape" when areIntegers => Reshaped(
                first, new Reshape([.. inputs[1]!.AsLongs()], node.Int("allowzero", 0) != 0).Infer([first.Shape])),
            "Squeeze" when areIntegers => Reshaped(first, OnnxOperators.Squeezed(first.Shape, OnnxOperators.ReadAxes(node, import))),
            "Unsqueeze" when areIntegers =>
                Reshaped(first, OnnxOperators.Unsqueezed(first.Shape, OnnxOperators.ReadAxes(node, import) ?? [])),
            "Identity" when areIntegers => first,
            "Concat" when inputs.All(input => input!.Longs is not null) => Rearrange(new Concat(node.Int("axis", 0)), inputs!),
            "Slice" when areIntegers => Rearrange(new Slice(OnnxOperators.ReadSlices(node, import)), first),
            "Transpose" when areIntegers => Rearrange(Reversed(node, first.Shape), first),
            "Expand" when areIntegers => Rearrange(new Expand([.. OnnxOperators.Extents(inputs[1]!.AsLongs())]), first),
            "Tile" when areIntegers && node.Opset >= 6 => Rearrange(new Tile([.. OnnxOperators.Extents(inputs[1]!.AsLongs())]), first),
            "Flatten" when areIntegers => new OnnxConstant(new Flatten(node.Int("axis", 1)).Infer([first.Shape]), first.Longs!),
            "GatherElements" when areIntegers => Rearrange(GatheredElements(node, inputs[1]!), first),
            _ => first.Shape.Count <= MaxIntegers ? OnnxIntegers.TryCompute(node, inputs, import) : null,
        };
    }

    private static GatherElements GatheredElements(OnnxNode node, OnnxConstant indices) =>
        new([.. indices.AsLongs().Select(index => checked((int)index))], indices.Shape, node.Int("axis", 0));

    private static OnnxConstant Reshaped(OnnxConstant constant, Shape shape) => new(shape, constant.Longs!);

    private static OnnxConstant Constant(OnnxNode node, OnnxImport import)
    {
        if (node.Tensor("value") is { } tensor)
            return import.Tensors.ReadOnce(tensor, node.Outputs[0]);
        if (node.HasAttribute("value_float"))
            return new OnnxConstant(new Tensor(new Shape(), [node.Float("value_float", 0)]));
        if (node.HasAttribute("value_int"))
            return new OnnxConstant(new Shape(), [node.Long("value_int", 0)]);
        if (node.Floats("value_floats") is { } floats)
            return new OnnxConstant(new Tensor(new Shape(floats.Length), floats));
        if (node.Longs("value_ints") is { } longs)
            return new OnnxConstant(new Shape(longs.Length), longs);
        throw new ArgumentException("holds no value: one of value, value_float, value_int, value_floats and value_ints is expected");
    }

    private static OnnxConstant? ShapeOf(OnnxNode node, OnnxImport import)
    {
        if (import.ShapeOf(node.Inputs[0]) is not { } shape)
            return null;
        long[] extents = [.. shape.Dimensions.ToArray().Select(extent => (long)extent)];
        (int first, int count) = new SliceAxis(0, node.Int("start", 0), node.Long("end", long.MaxValue)).For(extents.Length);
        return new OnnxConstant(new Shape(count), extents[first..(first + count)]);
    }

    private static OnnxConstant Filled(OnnxNode node, OnnxConstant dimensions, OnnxImport import)
    {
        long[] extents = dimensions.AsLongs();
        if (extents.Any(extent => extent is < 0 or > int.MaxValue))
            throw new ArgumentException($"makes a tensor of shape [{string.Join(", ", extents)}]");
        Shape shape = new([.. extents.Select(extent => (int)extent)]);
        OnnxConstant value = node.Tensor("value") is { } tensor
            ? import.Tensors.Read(tensor, node.Outputs[0])
            : new OnnxConstant(new Tensor(new Shape(1)));
        import.Tensors.CountComputed(shape.Count, node.Outputs[0], value.Longs is not null);
        if (value.Shape.Count != 1)
            throw new ArgumentException($"fills with {value.Shape.Count} values; one is expected");
        if (value.Longs is not null && shape.Count > MaxIntegers)
            throw new ResourceLimitException($"ConstantOfShape: {shape.Count:N0} integers are no shape arithmetic.");
        if (value.Longs is not null)
            return new OnnxConstant(shape, [.. Enumerable.Repeat(value.Longs[0], shape.Count)]);
        Tensor filled = Tensor.Uninitialized(shape);
        filled.AsSpan().Fill(value.AsFloats().AsSpan()[0]);
        return new OnnxConstant(filled);
    }

    private static OnnxConstant Gather(OnnxNode node, OnnxConstant data, OnnxConstant indices)
    {
        int[] positions = [.. indices.AsLongs().Select(index => OnnxOperators.InRange(index, data.Shape.Count))];
        return data.Longs is { } longs
            ? new OnnxConstant(indices.Shape, [.. positions.Select(position => longs[position])])
            : new OnnxConstant(new Tensor(indices.Shape, [.. positions.Select(position => data.AsFloats().AsSpan()[position])]));
    }

    /// <summary>
    /// Runs an arrangement operator on the indices of integers, then gathers the integers: a float holds indices below 2^24 exactly.
    /// </summary>
    private static OnnxConstant Rearrange(Operator op, params OnnxConstant[] inputs)
    {
        long count = Math.Max(inputs.Sum(input => (long)input.Shape.Count), op.Infer(Array.ConvertAll(inputs, input => input.Shape)).Count);
        if (count > MaxIntegers)
            throw new ResourceLimitException($"{op.Name}: {count:N0} integers are no shape arithmetic.");
        long[] all = [.. inputs.SelectMany(input => input.Longs!)];
        int start = 0;
        Tensor[] indices = new Tensor[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            indices[i] = new Tensor(inputs[i].Shape, [.. Enumerable.Range(start, inputs[i].Shape.Count).Select(index => (float)index)]);
            start += inputs[i].Shape.Count;
        }

        Tensor arranged = ConstantRun.Of(op, indices);
        return new OnnxConstant(arranged.Shape, Array.ConvertAll(arranged.AsSpan().ToArray(), index => all[(int)index]));
    }

    private static Transpose Reversed(OnnxNode node, Shape shape) =>
        new([.. node.Longs("perm")?.Select(axis => (int)axis) ?? Enumerable.Range(0, shape.Rank).Reverse()]);

    /// <summary>The parts of a constant of integers, an output each.</summary>
    private static bool Split(OnnxNode node, OnnxConstant whole, OnnxImport import)
    {
        int axis = OnnxOperators.InRange(node.Int("axis", 0), whole.Shape.Rank);
        long start = 0;
        foreach ((string output, long size) in node.Outputs.Zip(OnnxOperators.SplitSizes(node, import, whole.Shape[axis])))
        {
            if (output.Length > 0)
                import.SetConstant(output, Rearrange(new Slice([new SliceAxis(axis, start, start + size)]), whole));
            start += size;
        }

        return true;
    }

    /// <summary>The indices of all elements that are not 0, [rank, count], row-major.</summary>
    private static OnnxConstant NonZero(OnnxConstant x)
    {
        bool[] holds = x.Longs is { } longs ? Array.ConvertAll(longs, value => value != 0)
            : Array.ConvertAll(x.AsFloats().AsSpan().ToArray(), value => value != 0);
        int[] found = [.. Enumerable.Range(0, holds.Length).Where(i => holds[i])];
        long[] indices = new long[x.Shape.Rank * found.Length];
        for (int axis = 0; axis < x.Shape.Rank; axis++)
        {
            for (int i = 0; i < found.Length; i++)
                indices[axis * found.Length + i] = found[i] / x.Shape.Product(axis + 1, x.Shape.Rank) % x.Shape[axis];
        }

        return new OnnxConstant(new Shape(x.Shape.Rank, found.Length), indices);
    }
}
