using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>
/// Arithmetic of integers that depend on the input: as ONNX Runtime computes it, or refused where floats do not hold the results.
/// </summary>
public sealed class OnnxRuntimeIntegersTests
{
    private const int UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, UInt32 = 12;

    [Theory]
    [InlineData("Add", UInt8)]
    [InlineData("Sub", UInt8)]
    [InlineData("Mul", UInt8)]
    [InlineData("Add", Int8)]
    [InlineData("Sub", Int8)]
    [InlineData("Mul", Int8)]
    [InlineData("Add", UInt16)]
    [InlineData("Sub", UInt16)]
    [InlineData("Add", Int16)]
    [InlineData("Sub", Int16)]
    public void Sums_and_products_of_8_and_16_bits_wrap(string type, int element)
    {
        float scale = element is UInt8 or Int8 ? 60 : 16_000;
        bool isSigned = element is Int8 or Int16;
        OnnxBuilder model = new OnnxBuilder(14).Input("x", 1, 2, 4, 4).Output("y").Constant("k", 1, 2, 4, 4).Floats("s", [], scale)
            .Node("Mul", "x s", "a").Node("Mul", "k s", "b").Node(isSigned ? "Identity" : "Abs", "a", "c")
            .Node(isSigned ? "Identity" : "Abs", "b", "d").Node("Cast", "c", "e", ("to", element)).Node("Cast", "d", "f", ("to", element))
            .Node(type, "e f", "g").Node(type, "g e", "h").Node("Cast", "h", "y", ("to", 1));
        Agreement.Check((model, new Shape(1, 2, 4, 4)));
    }

    [Theory]
    [InlineData("Neg", Int8)]
    [InlineData("Abs", Int8)]
    public void The_lowest_value_is_its_own_negative(string type, int element)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 4).Output("y").Floats("s", [], -128)
            .Node("Cast", "x", "i", ("to", element)).Node(type, "i", "n").Node("Cast", "n", "y", ("to", 1));
        Tensor input = new(new Shape(1, 4), [-128, -127, 127, 0]);
        Assert.Equal(Peer.Run(model.ToBytes(), input).AsSpan(), Agreement.Ours(model.ToBytes(), input).AsSpan());
    }

    [Theory]
    [InlineData("ReduceMean", Int32)]
    [InlineData("ReduceMean", Int64)]
    [InlineData("ReduceL2", Int32)]
    [InlineData("ReduceLogSum", Int32)]
    public void Reductions_of_integers_drop_fractions(string type, int element)
    {
        OnnxBuilder model = Integers(13, element).Node("Abs", "i", "a").Node(type, "a", "r", ("axes", new[] { 2 }))
            .Node("Cast", "r", "y", ("to", 1));
        Agreement.Check((model, new Shape(1, 2, 4, 4)));
    }

    /// <summary>2 to the power of a negative integer is 0, not a half.</summary>
    [Fact]
    public void Powers_of_integers_drop_fractions()
    {
        OnnxBuilder model = Integers(13, Int64).Longs("two", 2).Node("Pow", "two i", "r").Node("Cast", "r", "y", ("to", 1));
        Agreement.Check((model, new Shape(1, 2, 4, 4)));
    }

    [Fact]
    public void Shrunk_integers_drop_fractions()
    {
        OnnxBuilder model = Integers(13, Int64).Node("Shrink", "i", "r", ("bias", 0.5f)).Node("Cast", "r", "y", ("to", 1));
        Agreement.Check((model, new Shape(1, 2, 4, 4)));
    }

    [Fact]
    public void Enlarged_integers_drop_fractions()
    {
        OnnxBuilder model = Integers(13, Int32).Floats("s", [4], 1, 1, 2, 2)
            .Node("Resize", "i - s", "r", ("mode", "linear")).Node("Cast", "r", "y", ("to", 1));
        Agreement.Check((model, new Shape(1, 2, 4, 4)));
    }

    /// <summary>While a file is read constants are computed as a run computes them.</summary>
    [Fact]
    public void Constants_of_8_bits_wrap_too()
    {
        OnnxBuilder model = new OnnxBuilder(14).Input("x", 1, 4).Output("y").Node("Add", "u v", "w").Node("Mul", "w u", "p")
            .Node("Cast", "p", "c", ("to", 1)).Node("Add", "x c", "y");
        foreach (string name in new[] { "u", "v" })
            model.Proto.Graph.Initializer.Add(
                new TensorProto { Name = name, DataType = UInt8, Dims = { 4 }, Int32Data = { 250, 7, 128, 255 } });
        Agreement.Check((model, new Shape(1, 4)));
    }

    [Theory]
    [InlineData("Mul", UInt16, 14)]
    [InlineData("Mul", Int16, 14)]
    [InlineData("Sub", UInt32, 13)]
    public void What_floats_do_not_hold_is_refused(string type, int element, int opset)
    {
        OnnxBuilder model = Integers(opset, element).Node(type, "i i", "r").Node("Cast", "r", "y", ("to", 1));
        string message = Assert.Throws<ModelFormatException>(() => model.Read()).Message;
        Assert.Contains($"node 'r' ({type})", message);
        Assert.Contains("whose results wrap", message);
    }

    /// <summary>x as integers of about -20 to 20.</summary>
    private static OnnxBuilder Integers(int opset, int element) => new OnnxBuilder(opset).Input("x", 1, 2, 4, 4).Output("y")
        .Floats("scale", [], 10).Node("Mul", "x scale", "scaled").Node("Cast", "scaled", "i", ("to", element));
}
