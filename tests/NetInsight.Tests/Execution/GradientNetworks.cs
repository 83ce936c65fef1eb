using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

/// <summary>Small networks built as published ones are, and their gradients by the input.</summary>
internal sealed class GradientNetworks
{
    private readonly GraphBuilder _builder = new();
    private readonly bool _isExact;
    private uint _seed = 1;

    private GradientNetworks(bool isExact) => _isExact = isExact;

    public static IEnumerable<string> Names => ["resnet", "squeezenet", "mobilenet"];

    /// <summary>The gradient of a network's weighted outputs by its input.</summary>
    /// <param name="name">The network.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="isExact">
    /// Whether weights, input and weights of the outputs are -1, 0 or 1 and convolutions direct, so that no sum rounds.
    /// </param>
    public static Tensor Gradient(string name, int threads, bool isExact)
    {
        GradientNetworks network = new(isExact);
        Shape shape = new(2, 3, 45, 38);
        int x = network._builder.Input("x");
        Graph graph = network._builder.Build(name switch
        {
            "resnet" => network.ResNet(x),
            "squeezenet" => network.SqueezeNet(x),
            _ => network.MobileNet(x),
        });
        int target = graph.Outputs[0];
        GradientGraph gradients = GradientGraph.Of(graph, [shape], [target], [x], GradientRules.Standard);
        Tensor input = network.Values(shape), dy = network.Values(ShapeInference.Infer(graph, [shape])[target]);
        int gradient = gradients.Gradients[0][x];
        Engine engine = new(gradients.Graph, threads, long.MaxValue, isExact ? Precision.Exact : Precision.Fast);
        return engine.Values([input, dy], gradient)[gradient];
    }

    /// <summary>Strided convolutions, a pool whose windows overlap, residual blocks with norms.</summary>
    private int ResNet(int x)
    {
        int value = Pool(Relu(Norm(Conv(x, 3, 24, kernel: 7, stride: 2), 24)));
        value = Relu(Add(Norm(Conv(Relu(Norm(Conv(value, 24, 24), 24)), 24, 24), 24), value));
        int skip = Norm(Conv(value, 24, 40, kernel: 1, stride: 2), 40);
        return Relu(Add(Norm(Conv(Relu(Norm(Conv(value, 24, 40, stride: 2), 40)), 40, 40), 40), skip));
    }

    /// <summary>Fire modules, whose branches are concatenated, between pools.</summary>
    private int SqueezeNet(int x)
    {
        int value = Pool(Relu(Conv(x, 3, 32, stride: 2)));
        for (int fire = 0; fire < 2; fire++)
        {
            int squeezed = Relu(Conv(value, fire == 0 ? 32 : 64, 16, kernel: 1));
            value = _builder.Node($"joined{fire}", new Concat(1), Relu(Conv(squeezed, 16, 24, kernel: 1)), Relu(Conv(squeezed, 16, 40)));
        }

        value = Relu(Conv(Pool(value), 64, 20, kernel: 1));
        return _builder.Node("mean", new GlobalPool(_isExact ? GlobalPoolKind.Max : GlobalPoolKind.Average), value);
    }

    /// <summary>Inverted residuals: depthwise convolutions and clips.</summary>
    private int MobileNet(int x)
    {
        int value = Clip(Norm(Conv(x, 3, 16, stride: 2), 16));
        int narrow = Norm(Conv(Clip(Depthwise(Clip(Conv(value, 16, 40, kernel: 1)), 40)), 40, 16, kernel: 1), 16);
        value = Add(narrow, value);
        return Conv(Clip(Depthwise(Clip(Conv(value, 16, 40, kernel: 1)), 40, stride: 2)), 40, 24, kernel: 1);
    }

    private int Conv(int x, int from, int to, int kernel = 3, int stride = 1) =>
        _builder.Node(
            $"conv{_seed}", new Conv(Window.Square(kernel, stride, kernel / 2)), x, Constant(new Shape(to, from, kernel, kernel)));

    private int Depthwise(int x, int channels, int stride = 1) =>
        _builder.Node($"depthwise{_seed}", new Conv(Window.Square(3, stride, 1), channels), x, Constant(new Shape(channels, 1, 3, 3)));

    private int Norm(int x, int channels)
    {
        if (_isExact)
            return x;                                           // its gain is a quotient, which rounds
        Shape shape = new(channels);
        int[] parameters = [.. Enumerable.Range(0, 4).Select(_ =>
            _builder.Constant(shape, [.. Inputs.Rounded(shape, _seed++).AsSpan().ToArray().Select(value => 1.2f + 0.2f * value)]))];
        return _builder.Node($"norm{_seed}", new BatchNormalization(), [x, .. parameters]);
    }

    private int Relu(int x) => _builder.Node($"relu{_seed++}", new Activation<Relu>(), x);

    private int Clip(int x) => _builder.Node($"clip{_seed++}", new Activation<Clip>(new Clip(0, 6)), x);

    private int Pool(int x) => _builder.Node($"pool{_seed++}", new MaxPool(Window.Square(3, stride: 2)), x);

    private int Add(int a, int b) => _builder.Node($"sum{_seed++}", new Arithmetic<Add>(), a, b);

    private int Constant(Shape shape) => _builder.Constant(shape, Values(shape).AsSpan());

    private Tensor Values(Shape shape)
    {
        uint seed = _seed++;
        if (!_isExact)
            return Inputs.Rounded(shape, seed);
        Tensor whole = Inputs.Exact(shape, seed, -1, 1);
        foreach (ref float value in whole.AsSpan())
            value *= 64;
        return whole;
    }
}
