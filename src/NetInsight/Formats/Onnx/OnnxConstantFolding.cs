using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// Constant folding: computes, while a file is read, the values that do not depend on the network's input, such as constants and shape
/// arithmetic. The batch size propagates as a marker (<see cref="OnnxConstant.BatchMarker"/>).
/// </summary>
internal static class OnnxConstantFolding
{
    /// <summary>Integers are for shape arithmetic; longer arrays are not folded.</summary>
    private const int MaxIntegers = 1 << 20;

    private static readonly HashSet<string> FoldedOnly =
        ["Constant", "ConstantOfShape", "Shape", "Gather", "Cast", "Range", "Floor", "Ceil"];

    /// <summary>Whether the operator is supported only where it can be folded.</summary>
    public static bool IsFoldedOnly(string type) => FoldedOnly.Contains(type);

    /// <summary>Folds a node if all of its inputs are constants; false otherwise.</summary>
    public static bool TryFold(OnnxNode node, OnnxImport import)
    {
        OnnxConstant? result = node.Type switch
        {
            "Constant" => Constant(node, import),
            "Shape" => ShapeOf(node, import),
            _ => FoldInputs(node, import),
        };
        if (result is null)
            return false;
        import.SetConstant(node.Outputs[0], result);
        return true;
    }

    private static OnnxConstant? FoldInputs(OnnxNode node, OnnxImport import)
    {
        OnnxConstant?[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null : import.ConstantOf(name))];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (node.Has(i) && inputs[i] is null)
                return null;
        }

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
            "Cast" => Cast(node, first),
            "Range" => Range(inputs),
            "Floor" or "Ceil" => areIntegers ? first : new OnnxConstant(Rounded(first.AsFloats(), node.Type == "Floor")),
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
            "Add" or "Sub" or "Mul" or "Div" when areIntegers && inputs[1]!.Longs is not null => Arithmetic(node.Type, first, inputs[1]!),
            _ => null,
        };
    }

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
        if (import.HasOpenBatch && import.ConstantOf(node.Inputs[0]) is null && extents.Length > 0)
            extents[0] = OnnxConstant.BatchMarker;
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

    private static OnnxConstant Cast(OnnxNode node, OnnxConstant value) => node.Int("to", 0) switch
    {
        1 or 10 or 11 or 16 => value.Longs is null ? value : new OnnxConstant(value.AsFloats()),
        2 or 3 or 4 or 5 or 6 or 7 or 12 or 13 => value.Longs is not null ? value : ToIntegers(value, element => (long)element),
        9 when !value.DependsOnBatch => ToIntegers(value, element => element != 0 ? 1L : 0),
        int type => throw new ArgumentException($"converts to the data type {type}, which NetInsight does not support"),
    };

    private static OnnxConstant ToIntegers(OnnxConstant value, Converter<float, long> convert) =>
        new(value.Shape, Array.ConvertAll(value.AsFloats().AsSpan().ToArray(), convert));

    private static OnnxConstant? Range(OnnxConstant?[] inputs)
    {
        if (inputs is not [{ Longs: [long start] }, { Longs: [long limit] }, { Longs: [long step] }]
            || step == 0 || inputs.Any(input => input!.DependsOnBatch))
            return null;
        Int128 count = Int128.Max(((Int128)limit - start + step - Math.Sign(step)) / step, 0);
        if (count > MaxIntegers)
            throw new ResourceLimitException($"A Range of {count:N0} values is no shape arithmetic.");
        return new OnnxConstant(new Shape((int)count), [.. Enumerable.Range(0, (int)count).Select(i => start + i * step)]);
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

        Tensor arranged = Run(op, indices);
        return new OnnxConstant(arranged.Shape, Array.ConvertAll(arranged.AsSpan().ToArray(), index => all[(int)index]));
    }

    /// <summary>Runs an operator on constants.</summary>
    public static Tensor Run(Operator op, Tensor[] inputs)
    {
        CpuDevice device = new(1);
        Tensor result = Tensor.Uninitialized(op.Infer(Array.ConvertAll(inputs, input => input.Shape)));
        op.Forward(device, inputs, result);
        return result;
    }

    private static Transpose Reversed(OnnxNode node, Shape shape) =>
        new([.. node.Longs("perm")?.Select(axis => (int)axis) ?? Enumerable.Range(0, shape.Rank).Reverse()]);

    private static OnnxConstant? Arithmetic(string type, OnnxConstant left, OnnxConstant right)
    {
        long[] a = left.Longs!, b = right.Longs!;
        if (left.DependsOnBatch || right.DependsOnBatch || (a.Length != b.Length && a.Length != 1 && b.Length != 1))
            return null;
        Shape shape = a.Length >= b.Length && left.Shape.Rank >= right.Shape.Rank ? left.Shape : right.Shape;
        long[] result = new long[Math.Max(a.Length, b.Length)];
        for (int i = 0; i < result.Length; i++)
        {
            long u = a[a.Length == 1 ? 0 : i], v = b[b.Length == 1 ? 0 : i];
            result[i] = checked(type switch
            {
                "Add" => u + v,
                "Sub" => u - v,
                "Mul" => u * v,
                _ => v != 0 ? u / v : throw new ArgumentException("divides by 0"),
            });
        }

        return new OnnxConstant(shape, result);
    }

    private static Tensor Rounded(Tensor values, bool down)
    {
        Tensor result = values.Clone();
        foreach (ref float value in result.AsSpan())
            value = down ? MathF.Floor(value) : MathF.Ceiling(value);
        return result;
    }
}
