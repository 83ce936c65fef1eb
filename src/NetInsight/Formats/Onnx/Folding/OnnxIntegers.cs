using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Formats.Onnx.Reading;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Folding;

/// <summary>
/// Arithmetic, comparisons, logic and reductions of constants of integers, broadcast as ONNX has it. Truth values are 0 and 1.
/// </summary>
internal static class OnnxIntegers
{
    /// <summary>
    /// Computes a node whose inputs are constants; null where it is none of these operators or not of integers. Results wrap as their
    /// type does; of 64 bits overflow is refused.
    /// </summary>
    public static OnnxConstant? TryCompute(OnnxNode node, OnnxConstant?[] inputs, OnnxImport import)
    {
        OnnxConstant? result = Compute(node, inputs, import);
        DataType type = import.ElementTypes.Of(node.Outputs[0]);
        if (type == DataType.Uint64 && result?.Longs?.Any(value => value < 0) == true)
            throw new ArgumentException("is below 0 in Uint64");
        return result?.Longs is not { } longs || !OnnxElementTypes.IsInteger(type) || type is DataType.Int64 or DataType.Uint64 ? result
            : new OnnxConstant(result.Shape, Array.ConvertAll(longs, value => OnnxOperators.Wrapped(value, type)));
    }

    private static OnnxConstant? Compute(OnnxNode node, OnnxConstant?[] inputs, OnnxImport import)
    {
        OnnxConstant first = inputs[0]!;
        bool areWhole = inputs.All(input => input is null or { Longs: not null }), isWhole = first.Longs is not null;
        return node.Type switch
        {
            "Add" or "Sub" or "Mul" or "Div" or "Mod" or "Pow" or "And" or "Or" or "Xor" or
                "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual"
                when areWhole && inputs.Length == 2 => Combine(node, first, OnnxOperators.AlignedAtAxis(node, first, inputs[1]!)),
            "Min" or "Max" or "Sum" when areWhole => Fold(node, inputs!),
            "Where" when inputs is [_, { Longs: not null } a, { Longs: not null } b] => Choose(node, first, a, b),
            "Clip" when areWhole => Clipped(node, inputs),
            "Not" or "Abs" or "Neg" or "Sign" when isWhole => Each(node.Type, first),
            "Floor" or "Ceil" or "Round" when isWhole => first,
            "ReduceSum" or "ReduceProd" or "ReduceMax" or "ReduceMin" when isWhole => Reduced(node, first, import),
            "CumSum" when isWhole => OnnxScan.Sums(node, inputs, first.Longs!) is { } sums ? new OnnxConstant(first.Shape, sums) : null,
            _ => null,
        };
    }

    private static OnnxConstant Combine(OnnxNode node, OnnxConstant left, OnnxConstant right)
    {
        string type = node.Type == "Mod" && node.Int("fmod", 0) != 0 ? "FMod" : node.Type;
        Shape shape = OnnxBroadcast.ShapeOf(node.Type, left.Shape, right.Shape);
        int[] a = OnnxBroadcast.OffsetsIn(left.Shape, shape), b = OnnxBroadcast.OffsetsIn(right.Shape, shape);
        long[] result = new long[shape.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = Apply(type, left.Longs![a[i]], right.Longs![b[i]]);
        return new OnnxConstant(shape, result);
    }

    private static OnnxConstant Fold(OnnxNode node, OnnxConstant[] inputs)
    {
        OnnxConstant result = inputs[0];
        foreach (OnnxConstant input in inputs[1..])
            result = Combine(node, result, input);
        return result;
    }

    private static OnnxConstant Choose(OnnxNode node, OnnxConstant condition, OnnxConstant a, OnnxConstant b)
    {
        Shape shape = OnnxBroadcast.ShapeOf(node.Type, condition.Shape, a.Shape, b.Shape);
        int[] c = OnnxBroadcast.OffsetsIn(condition.Shape, shape), u = OnnxBroadcast.OffsetsIn(a.Shape, shape),
            v = OnnxBroadcast.OffsetsIn(b.Shape, shape);
        bool[] holds = condition.Longs is { } longs ? Array.ConvertAll(longs, value => value != 0)
            : Array.ConvertAll(condition.AsFloats().AsSpan().ToArray(), value => value != 0);
        return new OnnxConstant(shape, [.. Enumerable.Range(0, shape.Count).Select(i => holds[c[i]] ? a.Longs![u[i]] : b.Longs![v[i]])]);
    }

    /// <summary>Bounds are attributes, and floats, before opset 11; integers are clipped from opset 12 on.</summary>
    private static OnnxConstant? Clipped(OnnxNode node, OnnxConstant?[] inputs)
    {
        if (node.Opset < 11)
            return null;
        OnnxConstant result = inputs[0]!;
        long lowest = inputs.Length > 1 && inputs[1] is { Longs: [long low] } ? low : long.MinValue,
            highest = inputs.Length > 2 && inputs[2] is { Longs: [long high] } ? high : long.MaxValue;
        return new OnnxConstant(result.Shape, Array.ConvertAll(result.Longs!, value => Math.Min(Math.Max(value, lowest), highest)));
    }

    private static OnnxConstant Each(string type, OnnxConstant x) => new(x.Shape, Array.ConvertAll(x.Longs!, value => type switch
    {
        "Not" => value == 0 ? 1 : 0,
        "Abs" => Math.Abs(value),
        "Neg" => checked(-value),
        _ => Math.Sign(value),
    }));

    private static OnnxConstant? Reduced(OnnxNode node, OnnxConstant x, OnnxImport import)
    {
        bool areInput = node.Opset >= (node.Type == "ReduceSum" ? 13 : 18);
        long[]? axes = !areInput ? node.Longs("axes") : node.Has(1) ? import.RequireConstant(node, 1).AsLongs() : null;
        if (axes is null or [] && areInput && node.Int("noop_with_empty_axes", 0) != 0)
            return x;
        HashSet<int> reduced =
            [.. axes is null or [] ? Enumerable.Range(0, x.Shape.Rank) : axes.Select(axis => OnnxOperators.InRange(axis, x.Shape.Rank))];
        Shape kept = new([.. x.Shape.Dimensions.ToArray().Select((extent, axis) => reduced.Contains(axis) ? 1 : extent)]);
        int[] offsets = OnnxBroadcast.OffsetsIn(kept, x.Shape);
        string operation = node.Type switch
        {
            "ReduceSum" => "Add",
            "ReduceProd" => "Mul",
            "ReduceMax" => "Max",
            _ => "Min",
        };
        if (x.Shape.Count == 0 && operation is "Max" or "Min")
            return null;
        long?[] result = new long?[kept.Count];
        for (int i = 0; i < x.Longs!.Length; i++)
            result[offsets[i]] = result[offsets[i]] is not { } known ? x.Longs[i] : Apply(operation, known, x.Longs[i]);

        Shape shape = node.Int("keepdims", 1) != 0 ? kept
            : new([.. x.Shape.Dimensions.ToArray().Where((_, axis) => !reduced.Contains(axis))]);
        return new OnnxConstant(shape, Array.ConvertAll(result, value => value ?? (operation == "Mul" ? 1 : 0)));
    }

    /// <summary>The result for two integers.</summary>
    private static long Apply(string type, long u, long v) => checked(type switch
    {
        "Add" or "Sum" => u + v,
        "Sub" => u - v,
        "Mul" => u * v,
        "Div" => u / NotZero(v),
        "Mod" => u % NotZero(v) is var rest && rest != 0 && rest < 0 != v < 0 ? rest + v : u % v,       // the sign of the divisor
        "FMod" => u % NotZero(v),
        "Pow" => Power(u, v),
        "Min" => Math.Min(u, v),
        "Max" => Math.Max(u, v),
        "And" => u != 0 && v != 0 ? 1 : 0,
        "Or" => u != 0 || v != 0 ? 1 : 0,
        "Xor" => u != 0 ^ v != 0 ? 1 : 0,
        _ => Compare(type, u.CompareTo(v)),
    });

    private static long Compare(string type, int order) => type switch
    {
        "Equal" => order == 0,
        "Greater" => order > 0,
        "GreaterOrEqual" => order >= 0,
        "Less" => order < 0,
        _ => order <= 0,
    } ? 1 : 0;

    private static long NotZero(long divisor) => divisor != 0 ? divisor : throw new ArgumentException("divides by 0");

    private static long Power(long x, long exponent)
    {
        if (exponent < 0)
            return x is 1 or -1 ? exponent % 2 == 0 ? 1 : x : x == 0 ? throw new ArgumentException("divides by 0") : 0;
        long result = 1;
        for (long square = x; exponent > 0; exponent >>= 1)
        {
            result = checked((exponent & 1) != 0 ? result * square : result);
            square = exponent > 1 ? checked(square * square) : square;
        }

        return result;
    }
}
