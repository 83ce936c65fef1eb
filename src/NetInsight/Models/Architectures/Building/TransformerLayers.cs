using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Models.Architectures.Building;

/// <summary>Layers of transformers and of ConvNeXt, over tokens [N, T, C] and over feature maps [N, C, H, W].</summary>
internal static class TransformerLayers
{
    /// <summary>Layer normalisation of each token; parameters <c>name.weight</c> and <c>name.bias</c>.</summary>
    public static int TokenNorm(this ArchitectureBuilder b, string name, int x, int channels, float epsilon) => b.Add(
        name, new LayerNormalization(-1, epsilon), x, b.Declare(name, "weight", channels), b.Declare(name, "bias", channels));

    /// <summary>Layer normalisation of the channels of each position; parameters <c>name.weight</c> and <c>name.bias</c>.</summary>
    public static int ChannelNorm(this ArchitectureBuilder b, string name, int x, int channels, float epsilon) => b.Add(
        name, new ChannelNormalization(epsilon), x, b.Declare(name, "weight", channels), b.Declare(name, "bias", channels));

    /// <summary>
    /// A linear layer of each token: a product with the transposed weight, <c>name.matmul</c>, and the bias, <c>name</c>.
    /// </summary>
    /// <param name="b">The builder.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="x">Tokens [N, T, inputs].</param>
    /// <param name="inputs">Channels before.</param>
    /// <param name="outputs">Channels after.</param>
    /// <param name="parameter">The parameters' names before weight and bias, where they are not the layer's and a dot.</param>
    public static int TokenLinear(this ArchitectureBuilder b, string name, int x, int inputs, int outputs, string? parameter = null)
    {
        parameter ??= $"{name}.";
        int weight = b.Converted(
            $"{parameter}weight", static weight => ConstantRun.Of(new Transpose([1, 0]), weight), outputs, inputs);
        int product = b.Add($"{name}.matmul", new MatMul(), x, weight);
        return b.Add(name, new Arithmetic<Add>(), product, b.Parameter($"{parameter}bias", outputs));
    }

    /// <summary>A linear layer of each position: a 1 x 1 convolution whose weight the file has as [outputs, inputs].</summary>
    public static int PointwiseLinear(this ArchitectureBuilder b, string name, int x, int inputs, int outputs, bool bias = true)
    {
        int weight = b.Converted(
            $"{name}.weight", static weight => weight.Reshape(new Shape([.. weight.Shape.Dimensions[..2], 1, 1])), outputs, inputs);
        Conv conv = new(Window.Square(1));
        return bias ? b.Add(name, conv, x, weight, b.Declare(name, "bias", outputs)) : b.Add(name, conv, x, weight);
    }

    /// <summary>GELU, with the error function.</summary>
    public static int Gelu(this ArchitectureBuilder b, string name, int x) => b.Add(name, new Activation<Gelu>(), x);

    /// <summary>The sum of two values.</summary>
    public static int Sum(this ArchitectureBuilder b, string name, int x, int y) => b.Add(name, new Arithmetic<Add>(), x, y);

    /// <summary>
    /// An extent of a parameter in the file, under any prefix; null where the file has none of this name, or the weights are generated.
    /// </summary>
    public static int? ExtentOf(Weights weights, string parameter, int axis)
    {
        string? name = weights.Shapes?.Keys.Order(StringComparer.Ordinal)
            .FirstOrDefault(name => name == parameter || name.EndsWith($".{parameter}", StringComparison.Ordinal));
        return name is not null && weights.Shapes![name] is var shape && axis < shape.Rank && shape[axis] > 0 ? shape[axis] : null;
    }
}
