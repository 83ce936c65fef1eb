using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Inspection;

/// <summary>Small networks whose first layer takes an image of 6 x 7 pixels, for tests of filters.</summary>
internal static class FilterNetworks
{
    public static readonly Shape Weights = new(5, 3, 3, 3);

    /// <summary>A convolution; optionally a norm and a ReLU after it, and a factor and a shift before it.</summary>
    public static Model Make(Tensor weights, Preprocessing preprocessing, bool hasNorm = false, bool transformsInput = false)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, weights.Shape[1], 6, 7);
        if (transformsInput)
        {
            x = graph.Node("scale", new Arithmetic<Mul>(), x, graph.Constant(new Shape(1, 3, 1, 1), 0.5f, 2, -1));
            x = graph.Node("shift", new Arithmetic<Sub>(), graph.Constant(new Shape(1), 3), x);
        }

        x = graph.Node(
            "conv",
            new Conv(Window.Square(weights.Shape[2], padding: weights.Shape[2] / 2)),
            x,
            graph.Constant(weights.Shape, weights.AsSpan()));
        if (hasNorm)
        {
            Shape shape = new(weights.Shape[0]);
            int mean = graph.Constant(shape, Inputs.Rounded(shape, 5).AsSpan());
            int variance = graph.Constant(shape, Inputs.Exact(shape, 6, 32, 64).AsSpan());
            x = graph.Node(
                "norm",
                new BatchNormalization(),
                x,
                graph.Constant(shape, Inputs.Rounded(shape, 3).AsSpan()),
                graph.Constant(shape, Inputs.Rounded(shape, 4).AsSpan()),
                mean,
                variance);
            x = graph.Node("relu", new Activation<Relu>(), x);
        }

        return new Model(graph.Build(x), new ModelOptions { Preprocessing = preprocessing });
    }

    /// <summary>A network of one convolution of the given shape on a feature map of 8 x 8.</summary>
    public static Model One(Shape weights, int groups = 1, params float[] values)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, weights[1] * groups, 8, 8);
        ReadOnlySpan<float> elements = values is [] ? Inputs.Rounded(weights, 1).AsSpan() : values;
        x = graph.Node("conv", new Conv(Window.Square(weights[2]), groups), x, graph.Constant(weights, elements));
        Shape flat = new(2, weights[0] * (9 - weights[2]) * (9 - weights[3]));
        x = graph.Node(
            "fc",
            new Gemm(TransposesB: true),
            graph.Node("flat", new Flatten(), x),
            graph.Constant(flat, Inputs.Rounded(flat, 2).AsSpan()));
        return new Model(graph.Build(x), new ModelOptions { Preprocessing = Preprocessing.Caffe });
    }
}
