using CsCheck;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Execution;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Graphs.Gradients;

public sealed class GradientGraphTests
{
    /// <summary>The step of the differences: small enough that few steps cross a kink, large enough for ten digits of doubles.</summary>
    private const double Step = 1e-6;

    [Fact]
    public void A_random_graphs_gradient_equals_differences_of_the_evaluation_node_by_node() => RandomGraph.Any.Sample(
        network =>
        {
            (GradientGraph gradients, Dictionary<int, Tensor> results, Tensor dy) = Differentiate(network, 1);
            if (gradients.Gradients[0].Count == 0)
                return;
            float[] gradient = results[gradients.Gradients[0][0]].AsSpan().ToArray();
            double[] weights = Array.ConvertAll(dy.AsSpan().ToArray(), value => (double)value);
            int target = network.Graph.Outputs[0], compared = 0;
            double largest = gradient.Max(Math.Abs), centre = Value(network.Input, 0, 0);
            Random random = new(gradient.Length);
            for (int i = 0; i < 12; i++)
            {
                int element = random.Next(gradient.Length);
                double right = Value(network.Input, element, Step), left = Value(network.Input, element, -Step);
                double slope = (right - left) / (2 * Step), bend = Math.Abs(right - 2 * centre + left) / Step;
                if (bend > 1e-3 * (Math.Abs(slope) + largest))
                    continue;                                           // a kink within a step
                compared++;
                Assert.True(
                    Math.Abs(slope - gradient[element]) <= 1e-3 * Math.Max(largest, Math.Abs(slope)) + 1e-6,
                    $"element {element}: {slope:G9} by differences, {gradient[element]:G9}");
            }

            Assert.True(compared > 0 || largest == 0 || gradient.Length < 4);

            double Value(Tensor input, int element, double step)
            {
                Dictionary<int, DoubleTensor> values = NaiveEvaluation.Of(network.Graph, [input], (element, step));
                return values[target].Values.Zip(weights, (value, weight) => value * weight).Sum();
            }
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void The_bits_are_the_same_on_1_and_3_threads() => RandomGraph.Any.Sample(
        network =>
        {
            (GradientGraph gradients, Dictionary<int, Tensor> one, _) = Differentiate(network, 1);
            (_, Dictionary<int, Tensor> three, _) = Differentiate(network, 3);
            foreach (int value in gradients.Gradients[0].Values)
                Assert.Equal(one[value].AsSpan(), three[value].AsSpan());
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void Only_what_the_gradient_needs_is_built_and_a_gradient_by_a_layer_stops_there()
    {
        Graph graph = Chain();
        GradientGraph byInput = GradientGraph.Of(graph, [new Shape(1, 2, 5, 5)], [8], [0], GradientRules.Standard);
        GradientGraph byLayer = GradientGraph.Of(graph, [new Shape(1, 2, 5, 5)], [8], [4], GradientRules.Standard);
        int of = graph.Nodes.Length;
        Assert.Equal(2, byInput.Graph.Nodes[of..].Count(node => node.Operator is Conv { IsMirrored: true }));
        Assert.Equal(1, byLayer.Graph.Nodes[of..].Count(node => node.Operator is Conv { IsMirrored: true }));
        Assert.Equal(graph.Nodes, byInput.Graph.Nodes[..of]);
        Assert.True(byLayer.Graph.Values.Length > graph.Values.Length);
        Assert.Equal(byInput.Graph.Nodes.Length, byInput.Graph.Nodes.Select(node => node.Name).Distinct().Count());
    }

    [Fact]
    public void The_weights_of_a_convolution_are_the_original_constant()
    {
        GradientGraph gradients = GradientGraph.Of(Chain(), [new Shape(1, 2, 5, 5)], [8], [0], GradientRules.Standard);
        int[] weights = [.. gradients.Graph.Nodes.Where(node => node.Operator is Conv).Select(node => node.Inputs[1])];
        Assert.Equal(4, weights.Length);
        Assert.Equal(2, weights.Distinct().Count());
    }

    [Fact]
    public void Another_table_changes_the_rule_of_its_operators_alone()
    {
        Graph graph = Chain();
        Tensor input = Inputs.Rounded(new Shape(1, 2, 5, 5), 3), dy = Inputs.Rounded(new Shape(1, 2, 5, 5), 4);
        GradientRules passing = GradientRules.Standard.With<Activation<Relu>>(new PassingRule());
        Tensor through = Run(graph, 3, input, dy, passing), derivative = Run(graph, 3, input, dy, GradientRules.Standard);
        Assert.NotEqual(through.AsSpan().ToArray(), derivative.AsSpan().ToArray());
        Assert.Equal(Run(graph, 2, input, dy, GradientRules.Standard).AsSpan(), through.AsSpan());
    }

    [Fact]
    public void A_rule_may_compare_with_a_second_forward_pass_on_a_baseline()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), y = builder.Node("relu", new Activation<Relu>(), x);
        GradientGraph gradients = GradientGraph.Of(
            builder.Build(y), [new Shape(3)], [y], [x], GradientRules.Standard.With<Activation<Relu>>(new DifferenceRule()));
        Assert.Single(gradients.Baselines);
        Dictionary<int, Tensor> given = new()
        {
            [x] = new Tensor(new Shape(3), [2, -1, 3]),
            [gradients.Seeds[0]] = new Tensor(new Shape(3), [1, 1, 1]),
            [gradients.Baselines[0]] = new Tensor(new Shape(3), [-2, -3, 1]),
        };
        int gradient = gradients.Gradients[0][x];
        Tensor result = Runs.EngineOf(gradients.Graph)
            .Values([.. gradients.Graph.Inputs.Select(graphInput => given[graphInput.Value])], gradient)[gradient];
        Assert.Equal([0.5f, 0, 1], result.AsSpan());                 // (2 - 0) / (2 + 2), 0 / 2, (3 - 1) / (3 - 1)
    }

    [Fact]
    public void What_has_no_gradient_says_so_with_the_layers_name()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), w = builder.Input("w");
        int y = builder.Node("conv", new Conv(Window.Square(1)), x, w);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => GradientGraph.Of(
            builder.Build(y), [new Shape(1, 2, 3, 3), new Shape(2, 2, 1, 1)], [y], [w], GradientRules.Standard));
        Assert.Contains("'conv'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Conv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gradient_ends_where_the_derivative_is_0()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), y = builder.Node("greater", new Arithmetic<Greater>(), x, builder.Constant(new Shape(1), 0));
        Assert.Empty(GradientGraph.Of(builder.Build(y), [new Shape(3)], [y], [x], GradientRules.Standard).Gradients[0]);
    }

    private sealed record PassingRule : IGradientRule
    {
        public void Apply(GradientContext node) => node.Contribute(0, node.Gradient);
    }

    private sealed record DifferenceRule : IGradientRule
    {
        public void Apply(GradientContext node)
        {
            int change = node.Subtract(node.Output, node.BaselineOf(node.Output));
            int multiplier = node.Divide(change, node.Subtract(node.Input(0), node.BaselineOf(node.Input(0))));
            node.Contribute(0, node.Multiply(node.Gradient, multiplier));
        }
    }

    /// <summary>Values: 0 x, 1 weights, 2 conv, 3 relu, 4 sigmoid, 5 weights, 6 conv, 7 relu, 8 tanh.</summary>
    private static Graph Chain()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x");
        int first = builder.Constant(new Shape(2, 2, 3, 3), Inputs.Rounded(new Shape(2, 2, 3, 3), 1).AsSpan());
        int conv = builder.Node("conv1", new Conv(Window.Square(3, padding: 1)), x, first);
        int relu = builder.Node("relu1", new Activation<Relu>(), conv);
        int same = builder.Node("sigmoid", new Activation<Sigmoid>(), relu);
        int second = builder.Constant(new Shape(2, 2, 3, 3), Inputs.Rounded(new Shape(2, 2, 3, 3), 2).AsSpan());
        int next = builder.Node("conv2", new Conv(Window.Square(3, padding: 1)), same, second);
        int last = builder.Node("relu2", new Activation<Relu>(), next);
        return builder.Build(builder.Node("tanh", new Activation<Tanh>(), last));
    }

    private static Tensor Run(Graph graph, int target, Tensor input, Tensor dy, GradientRules rules)
    {
        GradientGraph gradients = GradientGraph.Of(graph, [input.Shape], [target], [0], rules);
        int gradient = gradients.Gradients[0][0];
        return Runs.EngineOf(gradients.Graph).Values([input, dy], gradient)[gradient];
    }

    private static (GradientGraph Gradients, Dictionary<int, Tensor> Results, Tensor Dy) Differentiate(RandomGraph network, int threads)
    {
        int target = network.Graph.Outputs[0];
        Shape shape = target == 0 ? network.Input.Shape : ShapeInference.Infer(network.Graph, [network.Input.Shape])[target];
        Tensor dy = Inputs.Rounded(shape, 11);
        GradientGraph gradients = GradientGraph.Of(network.Graph, [network.Input.Shape], [target], [0], GradientRules.Standard);
        Engine engine = Runs.EngineOf(gradients.Graph, threads);
        return (gradients, engine.Values([network.Input, dy], [.. gradients.Gradients[0].Values]), dy);
    }
}
