using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution;

/// <summary>The small networks of Captum's own tests, whose attributions are known in closed form.</summary>
internal static class CaptumNetworks
{
    /// <summary>
    /// One convolution 1 to 2, 3 x 3, all weights 1, biases -50 and -75; ReLU; fully connected 8 to 4, all rows (1,1,1,1,1,-1,-1,-1); ReLU.
    /// Input [1, 1, 4, 4]. With <paramref name="other"/>, its second input, a constant here, is added to the first.
    /// </summary>
    public static Model OneConv(float[]? other = null)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 1, 4, 4);
        if (other is not null)
            x = graph.Node("sum", new Arithmetic<Add>(), x, graph.Constant(new Shape(1, 1, 4, 4), other));
        int weight = graph.Constant(new Shape(2, 1, 3, 3), [.. Enumerable.Repeat(1f, 18)]);
        int conv = graph.Node("conv", new Conv(Window.Square(3)), x, weight, graph.Constant(new Shape(2), -50, -75));
        int relu = graph.Node("relu1", new Activation<Relu>(), conv);
        int flat = graph.Node("flat", new Flatten(), relu);
        float[] row = [1, 1, 1, 1, 1, -1, -1, -1];
        int fc = graph.Node("fc", new Gemm(TransposesB: true), flat, graph.Constant(new Shape(4, 8), [.. row, .. row, .. row, .. row]));
        return new Model(graph.Build(graph.Node("relu2", new Activation<Relu>(), fc)), Options);
    }

    /// <summary>
    /// Linear 3 to 4 with ones and bias (-10, 1, 1, 1), ReLU, linear 4 to 2 with ones and bias (-1, 1). Input [1, 1, 1, 3].
    /// </summary>
    public static Model Linear()
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 1, 3));
        int weight = graph.Constant(new Shape(3, 4), [.. Enumerable.Repeat(1f, 12)]), bias = graph.Constant(new Shape(4), -10, 1, 1, 1);
        int relu = graph.Node("relu", new Activation<Relu>(), graph.Node("fc1", new Gemm(), flat, weight, bias));
        int secondWeight = graph.Constant(new Shape(4, 2), [.. Enumerable.Repeat(1f, 8)]), secondBias = graph.Constant(new Shape(2), -1, 1);
        int second = graph.Node("fc2", new Gemm(), relu, secondWeight, secondBias);
        return new Model(graph.Build(second), Options);
    }

    private static ModelOptions Options { get; } = new() { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } };
}
