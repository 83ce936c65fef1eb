using NetInsight.Graphs;
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

namespace NetInsight.Tests.Execution;

/// <summary>
/// A residual block with a head, which tests of execution use:
/// <code>
///   x - conv1 - norm1 - relu1 -+- conv2 - norm2 - add - relu2 - flat - fc
///                              +------------------ '
/// </code>
/// </summary>
internal sealed class Residual
{
    private uint _seed = 1;

    public Residual()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x");
        Conv1 = builder.Node("conv1", new Conv(Window.Square(3, padding: 1)), x, Weight(builder, 5, 3, 3, 3), Weight(builder, 5));
        Norm1 = Norm(builder, "norm1", Conv1);
        Relu1 = builder.Node("relu1", new Activation<Relu>(), Norm1);
        Conv2 = builder.Node("conv2", new Conv(Window.Square(3, padding: 1)), Relu1, Weight(builder, 5, 5, 3, 3));
        Norm2 = Norm(builder, "norm2", Conv2);
        Add = builder.Node("add", new Arithmetic<Add>(), Norm2, Relu1);
        Relu2 = builder.Node("relu2", new Activation<Relu>(), Add);
        Flat = builder.Node("flat", new Flatten(), Relu2);
        Fc = builder.Node("fc", new Gemm(TransposesB: true), Flat, Weight(builder, 4, 5 * 6 * 7), Weight(builder, 4));
        Graph = builder.Build(Fc);
        Input = Inputs.Rounded(new Shape(2, 3, 6, 7), 99);
    }

    public Graph Graph { get; }

    public Tensor Input { get; }

    public int Conv1 { get; }

    public int Norm1 { get; }

    public int Relu1 { get; }

    public int Conv2 { get; }

    public int Norm2 { get; }

    public int Add { get; }

    public int Relu2 { get; }

    public int Flat { get; }

    public int Fc { get; }

    public int[] All => [Conv1, Norm1, Relu1, Conv2, Norm2, Add, Relu2, Flat, Fc];

    private int Norm(GraphBuilder builder, string name, int x)
    {
        int scale = Weight(builder, 5), shift = Weight(builder, 5), mean = Weight(builder, 5);
        int variance = builder.Constant(new Shape(5), [0.5f, 0.75f, 1, 1.25f, 1.5f]);
        return builder.Node(name, new BatchNormalization(), x, scale, shift, mean, variance);
    }

    private int Weight(GraphBuilder builder, params int[] extents) =>
        builder.Constant(new Shape(extents), Inputs.Rounded(new Shape(extents), _seed++).AsSpan());
}
