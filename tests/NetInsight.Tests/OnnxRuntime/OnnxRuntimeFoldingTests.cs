using CsCheck;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>
/// Arithmetic of constants, which NetInsight does while it reads a file, against ONNX Runtime; one node must be left in the graph.
/// </summary>
public sealed class OnnxRuntimeFoldingTests
{
    private const int Samples = 40, Float = 1, Int64 = 7;

    private static readonly Gen<int[]> Extents = Gen.Int[1, 4].Array[0, 4];

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("Mod")]
    [InlineData("Min")]
    [InlineData("Max")]
    [InlineData("Equal")]
    [InlineData("Greater")]
    [InlineData("GreaterOrEqual")]
    [InlineData("Less")]
    [InlineData("LessOrEqual")]
    public void Integers_broadcast(string type) =>
        (from extents in Extents
         from left in Repeated(extents)
         from right in Repeated(extents)
         from seed in Gen.Int[0, 1000]
         select Integers(model => model.Node(type, "a b", "r"), left, right, seed)).Sample(Check, iter: Samples, threads: 1);

    [Fact]
    public void Choices_and_logic_of_integers_broadcast() =>
        (from extents in Extents
         from left in Repeated(extents)
         from right in Repeated(extents)
         from logic in Gen.OneOf("And", "Or", "Xor")
         from seed in Gen.Int[0, 1000]
         select Integers(model => model.Node("Less", "a b", "p").Node("Equal", "b c", "q").Node(logic, "p q", "l").Node("Not", "l", "n")
             .Node("Where", "n a c", "r"), left, right, seed))
        .Sample(Check, iter: 2 * Samples, threads: 1);

    [Fact]
    public void Functions_of_integers_agree() =>
        (from extents in Extents
         from seed in Gen.Int[0, 1000]
         select Integers(model => model.Node("Neg", "a", "n").Node("Abs", "n", "s").Node("Sign", "a", "t")
             .Node("Sub", "s t", "r"), extents, [], seed))
        .Sample(Check, iter: Samples, threads: 1);

    [Theory]
    [InlineData("ReduceSum")]
    [InlineData("ReduceProd")]
    [InlineData("ReduceMax")]
    [InlineData("ReduceMin")]
    public void Reductions_of_integers_agree(string type) =>
        (from extents in Gen.Int[1, 4].Array[1, 4]
         from axis in Gen.Int[-extents.Length, extents.Length - 1]
         from keeps in Gen.Int[0, 1]
         from all in Gen.Bool
         from seed in Gen.Int[0, 1000]
         select Integers(model => Reduce(model, type, all ? [] : [axis], keeps), extents, [], seed))
             .Sample(Check, iter: Samples, threads: 1);

    [Fact]
    public void Running_sums_of_constants_agree() =>
        (from extents in Gen.Int[1, 4].Array[1, 4]
         from axis in Gen.Int[-extents.Length, extents.Length - 1]
         from exclusive in Gen.Int[0, 1]
         from reverse in Gen.Int[0, 1]
         from floats in Gen.Bool
         from seed in Gen.Int[0, 1000]
         select Integers(
             model => model.Longs("axis", axis).Node("Cast", "a", "t", ("to", floats ? Float : Int64)).Node("Squeeze", "axis", "i")
                .Node("CumSum", "t i", "r", ("exclusive", exclusive), ("reverse", reverse)), extents, [], seed))
        .Sample(Check, iter: 2 * Samples, threads: 1);

    [Fact]
    public void Ranges_of_floats_and_functions_of_them_agree() =>
        (from start in Gen.Int[-5, 5]
         from count in Gen.Int[1, 9]
         from step in Gen.OneOf(1f, 0.5f, -0.25f)
         select (new OnnxBuilder().Input("x", 1, count).Output("y").Floats("s", [], start).Floats("e", [], start + count * step)
             .Floats("d", [], step)
            .Node("Range", "s e d", "p").Node("Sin", "p", "q").Node("Floor", "p", "f").Node("Greater", "q f", "g")
                .Node("Where", "g q p", "w").Node("Add", "x w", "y"), new Shape(1, count)))
        .Sample(Check, iter: Samples, threads: 1);

    [Fact]
    public void Arrangements_of_integers_agree()
    {
        Check(Integers(model => model.Longs("e", 2, 3, 4).Node("Expand", "a e", "r"), [3, 1], [], 1));
        Check(Integers(model => model.Longs("e", 2, 3).Node("Tile", "a e", "r"), [3, 2], [], 2));
        Check(Integers(model => model.Node("Flatten", "a", "r", ("axis", 2)), [2, 3, 2], [], 3));
        Check(Integers(model => model.Longs("e", 1, 3).Node("Split", "a e", "u v", ("axis", 1)).Node("Mul", "u v", "r"), [3, 4], [], 4));
        Check(Integers(model => model.Node("NonZero", "a", "r"), [4, 5], [], 5));
        Check(Integers(model => model.Node("Size", "a", "r"), [4, 5], [], 6));
    }

    /// <summary>
    /// -2^63 + 1, the end that PyTorch writes for a flip (steps of -1 to the first element), is an integer like any other: as it
    /// stands, and computed.
    /// </summary>
    [Fact]
    public void Flips_of_constants_and_of_feature_maps_agree()
    {
        const long End = long.MinValue + 1;
        Check(Integers(model => Flip(model, "a", "r", End, -1), [5, 3], [], 1));
        Check(Integers(model => Flip(model, "a", "r", End, End), [5, 3], [], 2));
        Check(Integers(
            model => model.Longs("m", long.MaxValue).Longs("first", -1).Longs("axes", 0).Longs("steps", -1)
                .Node("Neg", "m", "n").Node("Max", "n m n", "u").Node("Min", "u n", "e").Node("Slice", "a first e axes steps", "r"),
            [5, 3], [], 3));
        OnnxBuilder flipped = new OnnxBuilder(13).Input("x", -1, 2, 5, 3).Output("y");
        Check((Flip(flipped, "x", "y", End, -1), new Shape(2, 2, 5, 3)));

        static OnnxBuilder Flip(OnnxBuilder model, string from, string to, long end, long step) =>
            model.Longs("first", -1).Longs("e", end).Longs("axes", 1).Longs("steps", step)
                .Node("Slice", $"{from} first e axes steps", to);
    }

    private static OnnxBuilder Reduce(OnnxBuilder model, string type, int[] axes, int keeps)
    {
        if (type == "ReduceSum" && axes.Length > 0)
            return model.Longs("axes", axes[0]).Node(type, "a axes", "r", ("keepdims", keeps));
        return axes.Length > 0 ? model.Node(type, "a", "r", ("keepdims", keeps), ("axes", axes)) : model
            .Node(type, "a", "r", ("keepdims", keeps));
    }

    private static Gen<int[]> Repeated(int[] extents) =>
        from ones in Gen.Int[0, 15]
        from dropped in Gen.Int[0, extents.Length]
        select extents.Select((extent, axis) => (ones >> axis & 1) == 0 ? extent : 1).Skip(dropped).ToArray();

    /// <summary>x + r, where r is computed from integers a, b (no zeros) and c.</summary>
    private static (OnnxBuilder, Shape) Integers(Func<OnnxBuilder, OnnxBuilder> compute, int[] left, int[] right, int seed)
    {
        OnnxBuilder model = new OnnxBuilder(13).Input("x", 1).Output("y");
        Add("a", left, seed, allowsZero: true);
        Add("b", right, seed + 1, allowsZero: false);
        Add("c", right, seed + 2, allowsZero: true);
        return (compute(model).Node("Cast", "r", "rf", ("to", Float)).Node("Add", "x rf", "y"), new Shape(1));

        void Add(string name, int[] extents, int number, bool allowsZero)
        {
            float[] values = HashFill.Uniform($"{name}{number}", new Shape(extents), -5, 5).AsSpan().ToArray();
            TensorProto tensor = new() { Name = name, DataType = Int64 };
            tensor.Dims.AddRange(extents.Select(extent => (long)extent));
            tensor.Int64Data.AddRange(values
                .Select(value => (long)MathF.Round(value) is var whole && whole == 0 && !allowsZero ? 1 : whole));
            model.Proto.Graph.Initializer.Add(tensor);
        }
    }

    private static void Check((OnnxBuilder Model, Shape Input) test)
    {
        Assert.Single(OnnxReader.Read(test.Model.ToBytes(), "test", LoadLimits.Default).Graph.Nodes);
        Agreement.Check(test);
    }
}
