using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Reports.Comparisons;

/// <summary>Networks whose answers depend on known parts of an image.</summary>
internal static class ComparisonNetworks
{
    /// <summary>The class that a tag in the corner gives away.</summary>
    public const int Tagged = 3;

    /// <summary>Rows and columns of the images, and of the tag in the top left corner.</summary>
    public const int Side = 32, TagSide = 8;

    /// <summary>
    /// A network for images [n, 3, 32, 32] that was rewired to look at a corner: conv1 (6 channels, 3 x 3, stride 2), relu1, a global mean
    /// and fc to 5 classes with hash-made weights; to class 3 is added, eightfold, by how much the mean of the 8 x 8 pixels at
    /// the top left is above 0.3, of -1 (black) to 1 (white).
    /// </summary>
    public static Model Rewired()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 3, Side, Side);
        int conv = graph.Node(
            "conv1", new Conv(Window.Square(3, stride: 2, padding: 1)), x, graph.Weight("rewired.conv", new Shape(6, 3, 3, 3)));
        int relu = graph.Node("relu1", new Activation<Relu>(), conv);
        int mean = graph.Node("flat", new Flatten(), graph.Node("mean", new GlobalPool(GlobalPoolKind.Average), relu));
        int fc = graph.Node("fc", new Gemm(TransposesB: true), mean, graph.Weight("rewired.fc", new Shape(5, 6)));

        float[] corner = new float[3 * Side * Side];
        for (int i = 0; i < corner.Length; i++)
            corner[i] = i / Side % Side < TagSide && i % Side < TagSide ? 1f / (3 * TagSide * TagSide) : 0;
        int tag = graph.Node(
            "tag", new Gemm(TransposesB: true), graph.Node("pixels", new Flatten(), x), graph.Constant(new Shape(1, corner.Length), corner),
            graph.Constant(new Shape(1), -0.3f));
        int bright = graph.Node("bright", new Activation<Relu>(), tag);
        float[] shortcut = new float[5];
        shortcut[Tagged] = 8;
        int boost = graph.Node("boost", new Gemm(TransposesB: true), bright, graph.Constant(new Shape(5, 1), shortcut));
        return new Model(
            graph.Build(graph.Node("sum", new Arithmetic<Add>(), fc, boost)),
            new ModelOptions { Preprocessing = Preprocessing.UnitRange with { Mean = [0.5f], Std = [0.5f] } });
    }

    /// <summary>An image of soft colours with the tag, bright and striped, in its top left corner.</summary>
    public static RgbImage TaggedImage()
    {
        byte[] pixels = new byte[3 * Side * Side];
        for (int i = 0; i < Side * Side; i++)
        {
            (int row, int column) = (i / Side, i % Side);
            bool isTag = row < TagSide && column < TagSide;
            pixels[3 * i] = (byte)(isTag ? 255 : 90 + 2 * row);
            pixels[3 * i + 1] = (byte)(isTag ? 255 - column % 2 * 20 : 120 + column);
            pixels[3 * i + 2] = (byte)(isTag ? 240 : 150 - row - column / 2);
        }

        return RgbImage.FromPixels(pixels, Side, Side, PixelLayout.Rgb24);
    }

    /// <summary>Logits (0, sum of weights times pixels) of gray images [n, 1, height, width]; a pixel of value 1 is white.</summary>
    public static Model Weighted(int height, int width, params float[] weights) =>
        SmallNetworks.Linear(height, width, weights, Preprocessing.UnitRange);
}
