using CsCheck;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>
/// Functions, comparisons, choices and casts, against ONNX Runtime on the same bytes, as <see cref="OnnxRuntimeTests"/> does.
/// </summary>
public sealed class OnnxRuntimeLogicTests
{
    private const int Samples = 30, Float = 1, UInt8 = 2, Int8 = 3, Int32 = 6, Int64 = 7, Bool = 9, Half = 10, Double = 11, BFloat16 = 16;

    private static readonly Gen<int[]> Extents = Gen.Int[1, 7].Array[1, 5];

    [Theory]
    [InlineData("Sin")]
    [InlineData("Cos")]
    [InlineData("Tan")]
    [InlineData("Atan")]
    [InlineData("Sinh", 9)]
    [InlineData("Cosh", 9)]
    [InlineData("Asinh", 9)]
    [InlineData("Sign")]
    [InlineData("Ceil")]
    [InlineData("Ceil", 6)]
    [InlineData("Floor")]
    [InlineData("Round", 11)]
    [InlineData("Mish", 18)]
    [InlineData("Gelu", 20)]
    [InlineData("Shrink", 9)]
    public void Functions_agree(string type, int opset = 13) =>
        (from extents in Extents select (Builder(opset, extents).Node(type, "x", "y"), new Shape(extents)))
            .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Theory]
    [InlineData("Asin", 0.5f, 0)]
    [InlineData("Acos", 0.5f, 0)]
    [InlineData("Atanh", 0.49f, 0)]
    [InlineData("Acosh", 2, 6)]
    public void Functions_of_part_of_the_line_agree(string type, float factor, float offset) =>
        (from extents in Extents
         select (Builder(13, extents).Floats("f", [], factor).Floats("o", [], offset).Node("Mul", "x f", "m").Node("Add", "m o", "a")
             .Node(type, "a", "y"), new Shape(extents)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Gelu_by_tanh_and_shrinks_agree() =>
        (from extents in Extents
         from lambda in Gen.Float[0, 2]
         from bias in Gen.Float[0, 2]
         select (Builder(20, extents).Node("Gelu", "x", "g", ("approximate", "tanh"))
             .Node("Shrink", "g", "y", ("lambd", lambda), ("bias", bias)), new Shape(extents)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Hardmax_agrees_on_every_axis() =>
        (from opset in Gen.OneOf(11, 13)
         from extents in Extents
         from axis in Gen.Int[-extents.Length, extents.Length - 1]
         select (Fixed(opset, extents).Node("Hardmax", "x", "y", ("axis", axis)), new Shape(extents)))
             .Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Theory]
    [InlineData("Equal")]
    [InlineData("Greater")]
    [InlineData("GreaterOrEqual")]
    [InlineData("Less")]
    [InlineData("LessOrEqual")]
    public void Comparisons_choices_and_logic_agree(string type) =>
        (from extents in Extents
         from ones in Gen.Int[0, 31]
         from logic in Gen.OneOf("And", "Or", "Xor")
         select Logic(type, logic, extents, [.. extents.Select((extent, axis) => (ones >> axis & 1) == 0 ? extent : 1)]))
             .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Flags_of_NaN_and_infinities_agree() =>
        (from extents in Extents
         from negative in Gen.Int[0, 1]
         from positive in Gen.Int[0, 1]
         select (Builder(13, extents).Floats("zero", [], 0).Node("Floor", "x", "w")
             .Node("Div", "w zero", "q")        // whole / 0: NaN or infinite
            .Node("IsNaN", "q", "n").Node("IsInf", "q", "i", ("detect_negative", negative), ("detect_positive", positive))
            .Node("Not", "n", "m").Node("Where", "i x w", "c").Node("Where", "m c zero", "y"), new Shape(extents)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Remainders_agree() =>
        (from extents in Extents
         from divisor in Gen.Int[1, 5]
         from sign in Gen.OneOf(-1, 1)
         from fmod in Gen.Bool
         select Remainder(extents, sign * divisor, fmod)).Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Theory]
    [InlineData(Int32)]
    [InlineData(Int64)]
    public void Quotients_of_integers_agree(int type) =>
        (from extents in Extents
         from divisor in Gen.Int[1, 9]
         from sign in Gen.OneOf(-1, 1)
         select (Builder(14, extents).Floats("f", [], 50).Longs("long", sign * divisor).Node("Cast", "long", "k", ("to", type))
             .Node("Mul", "x f", "m").Node("Cast", "m", "i", ("to", type)).Node("Add", "i k", "j").Node("Div", "j k", "q")
             .Node("Cast", "q", "y", ("to", Float)), new Shape(extents)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Theory]
    [InlineData(Double)]
    [InlineData(Half)]
    [InlineData(BFloat16)]
    [InlineData(Int64)]
    [InlineData(Int32)]
    [InlineData(Int8)]
    [InlineData(Bool)]
    public void Casts_and_back_agree(int type) =>
        (from extents in Extents
         from factor in Gen.Float[0.01f, 50]
         select (Builder(13, extents).Floats("f", [], factor).Node("Mul", "x f", "m").Node("Cast", "m", "c", ("to", type))
             .Node("Cast", "c", "y", ("to", Float)), new Shape(extents)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void A_cast_like_another_value_agrees() =>
        (from extents in Extents
         select (Builder(15, extents).Longs("like", 3, 4).Node("CastLike", "x like", "c")
             .Node("Cast", "c", "y", ("to", Float)), new Shape(extents)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void A_cast_of_constants_to_bytes_wraps_integers_as_ONNX_Runtime_does() => Agreement.Check((
        Builder(13, [2, 3]).Longs("k", 300, -1, 255).Node("Cast", "k", "b", ("to", UInt8)).Node("Cast", "b", "f", ("to", Float))
            .Node("Add", "x f", "y"), new Shape(2, 3)));

    private static OnnxBuilder Builder(int opset, int[] extents) =>
        new OnnxBuilder(opset).Input("x", [-1, .. extents.Skip(1).Select(extent => (long)extent)]).Output("y");

    private static OnnxBuilder Fixed(int opset, int[] extents) =>
        new OnnxBuilder(opset).Input("x", [.. extents.Select(extent => (long)extent)]).Output("y");

    private static (OnnxBuilder, Shape) Logic(string type, string logic, int[] extents, int[] other)
    {
        OnnxBuilder model = Fixed(13, extents).Floats("zero", [], 0);
        model.Constant("k", other);
        return (model.Node("Round", "x", "r").Node("Round", "k", "s").Node(type, "r s", "p").Node("Greater", "x zero", "q")
            .Node(logic, "p q", "l")
            .Node("Where", "l x k", "w").Node("Cast", "l", "f", ("to", Float)).Node("Add", "w f", "y"), new Shape(extents));
    }

    /// <summary>With fmod of floats, without it of integers.</summary>
    private static (OnnxBuilder, Shape) Remainder(int[] extents, int divisor, bool fmod)
    {
        OnnxBuilder model = Builder(13, extents).Floats("ten", [], 10).Node("Mul", "x ten", "t");
        return (fmod
            ? model.Floats("d", [], divisor / 2f + 0.25f).Node("Mod", "t d", "y", ("fmod", 1))
            : model.Longs("d", divisor).Node("Cast", "t", "i", ("to", Int64)).Node("Mod", "i d", "m")
                .Node("Cast", "m", "y", ("to", Float)), new Shape(extents));
    }
}
