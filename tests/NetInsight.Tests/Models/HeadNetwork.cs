using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Models;

/// <summary>A small classifier of 6 x 6 images in colour as an ONNX file, with any head behind its logits <c>g</c>.</summary>
internal static class HeadNetwork
{
    /// <summary>An input of the network.</summary>
    public static Tensor Input { get; } = HashFill.Uniform("head.input", new Shape(1, 3, 6, 6), 0, 1);

    /// <summary>The file: convolution a, mean f (1x6), matrix product g (1 x classes), then what the caller adds.</summary>
    /// <param name="classes">The number of logits.</param>
    /// <param name="tail">Adds nodes and outputs.</param>
    /// <param name="batch">The batch in the file; 0 for open.</param>
    public static OnnxBuilder Build(int classes, Action<OnnxBuilder> tail, long batch = 1)
    {
        OnnxBuilder file = new OnnxBuilder().Input("x", batch, 3, 6, 6).Constant("cw", 6, 3, 3, 3).Constant("cb", 6)
            .Node("Conv", "x cw cb", "c").Node("Relu", "c", "a").Node("GlobalAveragePool", "a", "p").Node("Flatten", "p", "f")
            .Constant("fw", classes, 6).Constant("fb", classes).Node("Gemm", "f fw fb", "g", ("transB", 1L));
        tail(file);
        return file;
    }

    /// <summary>The model of such a file.</summary>
    public static Model Load(int classes, Action<OnnxBuilder> tail, ModelOptions? options = null) =>
        Load(Build(classes, tail), options);

    /// <summary>The model of a file.</summary>
    public static Model Load(OnnxBuilder file, ModelOptions? options = null) => Model.Load(new MemoryStream(file.ToBytes()), options);

    /// <summary>The logits of the network.</summary>
    public static double[] LogitsOf(Model model) =>
        [.. model.Run(Input, ["g"])["g"].AsSpan().ToArray().Select(value => (double)value)];

    /// <summary>The softmax of values.</summary>
    public static double[] Softmax(IEnumerable<double> values)
    {
        double[] powers = [.. values.Select(Math.Exp)];
        return [.. powers.Select(power => power / powers.Sum())];
    }

    /// <summary>The sigmoid of a value.</summary>
    public static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
