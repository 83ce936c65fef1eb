using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Cam;

/// <summary>Small networks whose class activation maps are known.</summary>
internal static class CamNetworks
{
    /// <summary>The weights of three classes for the two channels: for both, against both, for the first and against the second.</summary>
    public static readonly float[] Weights = [1, 3, -2, -1, 2, -1];

    /// <summary>Two channels [1, 2, 2, 3], one of them large in the upper left, the other in the lower right.</summary>
    public static readonly Tensor Input = new(new Shape(1, 2, 2, 3), [6, 3, 0, 3, 0, 0, 0, 0, 1, 0, 2, 9]);

    private static ModelOptions Options { get; } = new() { Preprocessing = Preprocessing.Cifar };

    /// <summary>
    /// ReLU ("features"), global mean, fully connected to three classes without bias: logit c is the sum over k of W[c, k] mean(A_k).
    /// </summary>
    public static Model Pooled(bool hasFixedBatch = false)
    {
        GraphBuilder graph = new();
        int features = graph.Node("features", new Activation<Relu>(), graph.Input("x", hasFixedBatch ? 1 : null, 2, 2, 3));
        return Classified(graph, graph.Node("flat", new Flatten(), graph.Node("mean", new GlobalPool(GlobalPoolKind.Average), features)));
    }

    /// <summary>The same through tokens, [N, 6, 2], with a residual connection over a token-wise product that is 0.</summary>
    public static Model Tokens()
    {
        GraphBuilder graph = new();
        int features = graph.Node("map", new Activation<Relu>(), graph.Input("x", null, 2, 2, 3));
        int rows = graph.Node("rows", new Reshape([0, 2, -1]), features);
        int tokens = graph.Node("tokens", new Transpose([0, 2, 1]), rows);
        int zero = graph.Node("product", new MatMul(), tokens, graph.Constant(new Shape(2, 2), 0, 0, 0, 0));
        int sum = graph.Node("block", new Arithmetic<Add>(), tokens, zero);
        return Classified(graph, graph.Node("mean", new Reduce<MeanReduction>([1], KeepsAxes: false), sum));
    }

    /// <summary>The same in NHWC: the last feature map is [N, 2, 3, 2].</summary>
    public static Model ChannelsLast()
    {
        GraphBuilder graph = new();
        int last = graph.Node("last", new Transpose([0, 2, 3, 1]), graph.Input("x", null, 2, 2, 3));
        int features = graph.Node("features", new Activation<Relu>(), last);
        return Classified(graph, graph.Node("mean", new Reduce<MeanReduction>([1, 2], KeepsAxes: false), features));
    }

    /// <summary>As <see cref="Pooled"/>, through two reshapes that change nothing: the last feature map is a rearranged one.</summary>
    public static Model Shuffled()
    {
        GraphBuilder graph = new();
        int features = graph.Node("features", new Activation<Relu>(), graph.Input("x", null, 2, 2, 3));
        int groups = graph.Node("groups", new Reshape([0, 2, 1, 1, 2, 3]), features);
        int turned = graph.Node("turned", new Transpose([0, 1, 3, 2, 4, 5]), groups);
        int back = graph.Node("back", new Reshape([0, 2, 2, 3]), turned);
        return Classified(graph, graph.Node("flat", new Flatten(), graph.Node("mean", new GlobalPool(GlobalPoolKind.Average), back)));
    }

    /// <summary>
    /// Two branches over one map, joined: the second, "other", is not behind the first, "features". Only the first enters the classes with
    /// the weights above, the other adds its mean to class 0.
    /// </summary>
    public static Model Branches()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 2, 2, 3);
        int features = graph.Node("features", new Activation<Relu>(), x);
        int weight = graph.Constant(new Shape(1, 2, 1, 1), 2, -1);
        int other = graph.Node("other", new Conv(Window.Square(1)), x, weight);
        int both = graph.Node("both", new Concat(1), features, other);
        int flat = graph.Node("flat", new Flatten(), graph.Node("mean", new GlobalPool(GlobalPoolKind.Average), both));
        int matrix = graph.Constant(new Shape(3, 3), 1, 3, 1, -2, -1, 0, 2, -1, 0);
        return new Model(graph.Build(graph.Node("fc", new Gemm(TransposesB: true), flat, matrix)), Options);
    }

    private static Model Classified(GraphBuilder graph, int pooled)
    {
        int matrix = graph.Constant(new Shape(3, 2), Weights);
        return new Model(graph.Build(graph.Node("fc", new Gemm(TransposesB: true), pooled, matrix)), Options);
    }
}
