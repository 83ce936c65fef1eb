using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution;

/// <summary>Small networks for attributions.</summary>
internal static class SmallNetworks
{
    /// <summary>Logits (0, w . x) of an input [1, 1, 1, n].</summary>
    public static Model Linear(params float[] weights) => Linear(1, weights.Length, weights, new Preprocessing());

    /// <summary>Logits (0, w . x) of gray images [n, 1, height, width].</summary>
    public static Model Linear(int height, int width, float[] weights, Preprocessing preprocessing)
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, height, width));
        int matrix = graph.Constant(new Shape(2, weights.Length), [.. new float[weights.Length], .. weights]);
        return new Model(
            graph.Build(graph.Node("fc", new Gemm(TransposesB: true), flat, matrix)),
            new ModelOptions { Preprocessing = preprocessing with { Channels = ChannelOrder.Gray } });
    }

    /// <summary>Logits (relu(a) + b, 0) of an input (a, b), [1, 1, 1, 2].</summary>
    public static Model Relu()
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 1, 2));
        int kink = graph.Node("relu", new Activation<Relu>(), graph.Node("first", new Gemm(TransposesB: true), flat, Matrix(1, 0)));
        int straight = graph.Node("second", new Gemm(TransposesB: true), flat, Matrix(0, 1));
        int sum = graph.Node("sum", new Arithmetic<Add>(), kink, straight);
        int fc = graph.Node("fc", new Gemm(TransposesB: true), sum, graph.Constant(new Shape(2, 1), 1, 0));
        return new Model(
            graph.Build(fc), new ModelOptions { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } });

        int Matrix(float a, float b) => graph.Constant(new Shape(1, 2), a, b);
    }

    /// <summary>
    /// Colour images [n, 3, height, width] through conv1 (8 channels, 3 x 3), relu1, conv2 (8 channels), relu2, a global mean and fc to 5
    /// classes; hash-made weights.
    /// </summary>
    public static Model Color(
        int height, int width, Preprocessing? preprocessing = null, int? batch = null, int? parallelism = null)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", batch, 3, height, width), channels = 3;
        foreach (string name in new[] { "1", "2" })
        {
            int weight = graph.Weight($"small.conv{name}.weight", new Shape(8, channels, 3, 3));
            int bias = graph.Weight($"small.conv{name}.bias", new Shape(8));
            x = graph.Node($"conv{name}", new Conv(Window.Square(3, padding: 1)), x, weight, bias);
            x = graph.Node($"relu{name}", new Activation<Relu>(), x);
            channels = 8;
        }

        int mean = graph.Node("flat", new Flatten(), graph.Node("mean", new GlobalPool(GlobalPoolKind.Average), x));
        int fc = graph.Node("fc", new Gemm(TransposesB: true), mean, graph.Weight("small.fc.weight", new Shape(5, 8)));
        return new Model(graph.Build(fc), new ModelOptions
        {
            Preprocessing = preprocessing,
            Parallelism = parallelism ?? Environment.ProcessorCount,
        });
    }
}
