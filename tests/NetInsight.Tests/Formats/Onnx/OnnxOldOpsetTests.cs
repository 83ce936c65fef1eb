using NetInsight.Tests.OnnxRuntime;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>
/// Forms of operators before opset 7, which ONNX Runtime does not run: results by hand. And the size of the batch in arithmetic of shapes.
/// </summary>
public sealed class OnnxOldOpsetTests
{
    private static readonly Tensor Input = new(new Shape(1, 2, 2, 2), [-1, 2, -3, 4, 5, -6, 7, -8]);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void A_list_of_slopes_is_one_for_each_channel(int opset) =>
        Is(Old(opset).Floats("s", [2], 10, 100).Node("PRelu", "x s", "y"), [-10, 2, -30, 4, 5, -600, 7, -800]);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void One_slope_is_for_all(int opset) =>
        Is(Old(opset).Floats("s", [1], 10).Node("PRelu", "x s", "y"), [-10, 2, -30, 4, 5, -60, 7, -80]);

    [Fact]
    public void From_opset_7_on_slopes_broadcast() =>
        Is(Old(7).Floats("s", [2], 10, 100).Node("PRelu", "x s", "y"), [-10, 2, -30, 4, 5, -600, 7, -800]);

    [Fact]
    public void Slopes_that_are_not_as_many_as_channels_are_refused() =>
        Assert.Contains("3 slopes for 2 channels",
            Assert.Throws<ModelFormatException>(() => Old(6).Floats("s", [3], 1, 2, 3).Node("PRelu", "x s", "y").Read()).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void The_second_input_stands_at_an_axis(int opset)
    {
        Is(Old(opset).Floats("b", [2], 10, 100)
            .Node("Mul", "x b", "y", ("broadcast", 1), ("axis", 1)), [-10, 20, -30, 40, 500, -600, 700, -800]);
        Is(Old(opset).Floats("b", [2], 10, 100).Node("Add", "x b", "y", ("broadcast", 1), ("axis", 2)), [9, 12, 97, 104, 15, 4, 107, 92]);
        Is(Old(opset).Floats("b", [2], 10, 100).Node("Sub", "x b", "y", ("broadcast", 1)), [-11, -98, -13, -96, -5, -106, -3, -108]);
        Is(Old(opset).Floats("b", [2], 10, 100)
            .Node("Sub", "x b", "y", ("broadcast", 1), ("axis", -1)), [-11, -98, -13, -96, -5, -106, -3, -108]);
        Is(Old(opset).Floats("b", [2, 1], 1, 2).Node("Pow", "x b", "y", ("broadcast", 1), ("axis", 1)), [-1, 2, -3, 4, 25, 36, 49, 64]);
        Is(Old(opset).Floats("b", [2], 0, 6).Node("Greater", "x b", "y", ("broadcast", 1), ("axis", 1)), [0, 1, 0, 1, 0, 0, 1, 0]);
        Is(Old(opset).Floats("b", [2], 0, 1).Node("And", "x b", "y", ("broadcast", 1), ("axis", 1)), [0, 0, 0, 0, 1, 1, 1, 1]);
    }

    [Fact]
    public void Before_opset_6_a_cast_names_its_type() =>
        Is(Old(1).Floats("h", [], 0.5f).Node("Mul", "x h", "m", ("broadcast", 1))
            .Node("Cast", "m", "y", ("to", "INT32")), [0, 1, -1, 2, 2, -3, 3, -4]);

    [Fact]
    public void Before_opset_13_all_dimensions_from_the_axis_on_compete() =>
        Is(Old(11).Node("Hardmax", "x", "y"), [0, 0, 0, 0, 0, 0, 1, 0]);

    [Fact]
    public void From_opset_13_on_the_last_dimension_competes() => Is(Old(13).Node("Hardmax", "x", "y"), [0, 1, 0, 1, 1, 0, 1, 0]);

    /// <summary>PyTorch's expand: where the size is -1, that of the input; the batch is not -1, whatever it is.</summary>
    [Fact]
    public void The_size_of_the_batch_goes_through_choices_of_shapes() => Is(
        new OnnxBuilder(13).Input("x", -1, 2, 2, 2).Output("y").Longs("none", -1).Longs("one", 1).Longs("k", 8)
            .Longs("zero", 0)
            .Node("Shape", "x", "s").Node("Equal", "s none", "q").Node("Where", "q one s", "t").Node("Max", "t one", "u")
                .Node("Mul", "u one", "v")
            .Node("Slice", "v zero one", "n").Node("Concat", "n k", "r", ("axis", 0)).Node("Reshape", "x r", "y"),
        [-1, 2, -3, 4, 5, -6, 7, -8]);

    /// <summary>3 where the extent is 3, else the extent: whatever the batch, the shape of x itself.</summary>
    [Fact]
    public void A_choice_that_depends_on_the_size_of_the_batch_is_right_for_any() => Is(
        new OnnxBuilder(13).Input("x", -1, 2, 2, 2).Output("y").Longs("three", 3, 3, 3, 3)
            .Node("Shape", "x", "s").Node("Equal", "s three", "q").Node("Where", "q three s", "t").Node("Expand", "x t", "y"),
        [-1, 2, -3, 4, 5, -6, 7, -8]);

    [Fact]
    public void Integers_that_do_not_broadcast_are_refused() => Assert.Contains(
        "shapes 2, 3", Assert.Throws<ModelFormatException>(() => Old(13).Longs("a", 1, 2).Longs("b", 1, 2, 3).Node("Add", "a b", "c")
            .Node("Reshape", "x c", "y").Read()).Message);

    private static OnnxBuilder Old(int opset) => new OnnxBuilder(opset).Input("x", 1, 2, 2, 2).Output("y");

    private static void Is(OnnxBuilder model, float[] expected) => Assert.Equal(expected, Agreement.Ours(model.ToBytes(), Input).AsSpan());
}
