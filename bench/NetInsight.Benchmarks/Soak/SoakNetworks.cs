using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Benchmarks;

/// <summary>Small networks whose input may have any height and width.</summary>
internal static class SoakNetworks
{
    /// <summary>conv, relu, conv, + relu, relu, max pool, conv, relu, mean, fc to 10 classes.</summary>
    public static Model Residual(ModelOptions options)
    {
        Parts parts = new("residual");
        int x = parts.Conv("conv1", parts.Input, 3, 16, 3), skip = parts.Relu("relu1", x);
        x = parts.Graph.Node("add", new Arithmetic<Add>(), parts.Conv("conv2", skip, 16, 16, 3), skip);
        x = parts.Graph.Node("pool", new MaxPool(Window.Square(2, stride: 2)), parts.Relu("relu2", x));
        return parts.Classifier(parts.Relu("relu3", parts.Conv("conv3", x, 16, 24, 3)), 24, options);
    }

    /// <summary>conv, relu, then convolutions of 1 x 1, 3 x 3 and 5 x 5 side by side, joined, conv, relu, mean, fc.</summary>
    public static Model Branches(ModelOptions options)
    {
        Parts parts = new("branches");
        int stem = parts.Relu("relu1", parts.Conv("conv1", parts.Input, 3, 12, 3));
        int Branch(int side) => parts.Relu($"relu{side}x{side}", parts.Conv($"conv{side}x{side}", stem, 12, 8, side));
        int joined = parts.Graph.Node("concat", new Concat(1), Branch(1), Branch(3), Branch(5));
        return parts.Classifier(parts.Relu("relu2", parts.Conv("conv2", joined, 24, 16, 3)), 16, options);
    }

    private sealed class Parts
    {
        private readonly string _name;

        public Parts(string name) => (_name, Input) = (name, Graph.Input("x", null, 3, null, null));

        public GraphBuilder Graph { get; } = new();

        public int Input { get; }

        public int Relu(string name, int input) => Graph.Node(name, new Activation<Relu>(), input);

        public int Conv(string name, int input, int from, int to, int side) => Graph.Node(
            name,
            new Conv(Window.Square(side, padding: side / 2)),
            input,
            Weight($"{name}.weight", new Shape(to, from, side, side)),
            Weight($"{name}.bias", new Shape(to)));

        public Model Classifier(int maps, int channels, ModelOptions options)
        {
            int flat = Graph.Node("flat", new Flatten(), Graph.Node("mean", new GlobalPool(GlobalPoolKind.Average), maps));
            int fc = Graph.Node("fc", new Gemm(TransposesB: true), flat, Weight("fc.weight", new Shape(10, channels)));
            return new Model(Graph.Build(fc), options);
        }

        private int Weight(string name, Shape shape) => Graph.Weight($"{_name}.{name}", shape);
    }
}
