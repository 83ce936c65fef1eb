using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Synthesis.Style;

/// <summary>A small VGG, and images for styles.</summary>
internal static class StyleNetworks
{
    /// <summary>VGG's form: two convolutions and ReLUs at each of so many sizes, max-pools between them; hash-made weights.</summary>
    public static Model Vgg(int size = 32, int sizes = 3, Preprocessing? preprocessing = null)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 3, size, size), channels = 3;
        for (int stage = 1; stage <= sizes; stage++)
        {
            for (int layer = 1; layer <= 2; layer++)
            {
                Shape shape = new(4 + 2 * stage, channels, 3, 3);
                int weight = graph.Constant(shape, HashFill.Weight($"vgg.{stage}.{layer}", shape).AsSpan());
                x = graph.Node($"conv{stage}_{layer}", new Conv(Window.Square(3, padding: 1)), x, weight);
                x = graph.Node($"relu{stage}_{layer}", new Activation<Relu>(), x);
                channels = shape[0];
            }

            x = graph.Node($"pool{stage}", new MaxPool(Window.Square(2, stride: 2)), x);
        }

        Shape fc = new(5, channels * (size >> sizes) * (size >> sizes));
        int flat = graph.Node("flat", new Flatten(), x);
        int answer = graph.Node("fc", new Gemm(TransposesB: true), flat, graph.Constant(fc, HashFill.Weight("vgg.fc", fc).AsSpan()));
        return new Model(graph.Build(answer), new ModelOptions { Preprocessing = preprocessing ?? Preprocessing.UnitRange });
    }

    /// <summary>An image of smooth shapes.</summary>
    public static RgbImage Content(int height = 24, int width = 36) => Drawn(height, width, static (i, j) =>
        (40 + 3 * j, 90 + (Math.Pow(i - 12, 2) + Math.Pow(j - 18, 2) < 60 ? 120 : 0), 200 - 4 * i));

    /// <summary>An image of stripes.</summary>
    public static RgbImage Stripes(int height = 30, int width = 30) => Drawn(height, width, static (i, j) =>
        ((i + j) % 6 < 3 ? 250 : 60, (i + j) % 6 < 3 ? 200 : 30, (i - j + 60) % 10 < 5 ? 20 : 90));

    /// <summary>An image of dots.</summary>
    public static RgbImage Dots(int height = 26, int width = 20) => Drawn(height, width, static (i, j) =>
        (i % 5 < 2 && j % 5 < 2 ? (10, 30, 220) : (230, 240, 180)));

    private static RgbImage Drawn(int height, int width, Func<int, int, (double R, double G, double B)> color)
    {
        byte[] pixels = new byte[3 * height * width];
        for (int at = 0; at < height * width; at++)
        {
            (double r, double g, double b) = color(at / width, at % width);
            (pixels[3 * at], pixels[3 * at + 1], pixels[3 * at + 2]) = ((byte)Math.Clamp(r, 0, 255), (byte)g, (byte)Math.Clamp(b, 0, 255));
        }

        return RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24);
    }
}
