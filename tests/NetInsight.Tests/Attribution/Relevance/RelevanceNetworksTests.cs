using NetInsight.Attribution.Relevance.Rules;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Models;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Relevance;

/// <summary>Relevance on small networks that are worked out by hand: formulas, folding, sums, gates, and what has no rule.</summary>
public sealed class RelevanceNetworksTests
{
    private static readonly Window Row = new(WindowAxis.One, new WindowAxis(3));

    [Theory]
    [InlineData(RelevanceComposite.EpsilonPlus, new[] { 5 / 11f, 0, 6 / 11f }, 1)]
    [InlineData(RelevanceComposite.EpsilonPlusFlat, new[] { 1 / 3f, 1 / 3f, 1 / 3f }, 1)]
    [InlineData(RelevanceComposite.EpsilonAlpha2Beta1, new[] { 10 / 12f, -1, 12 / 12f }, 1)]
    [InlineData(RelevanceComposite.Epsilon, new[] { 5 / 10f, -2 / 10f, 6 / 10f }, 1)]
    public void A_convolution_shares_by_its_formula(RelevanceComposite composite, float[] shares, float bias)
    {
        // Contributions 5, -2, 6, bias 1: the output is 10.
        using Model model = Convolution([1, -2, 3], bias);
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(
            model, new Tensor(new Shape(1, 1, 1, 3), [5, 1, 2]), Target.Unit("conv", 0, 0, 0),
            new LayerwiseRelevanceOptions { Composite = composite });
        Assert.Equal(10, map.Target.Score, 1e-6);
        Near.Absolute([.. shares.Select(share => share * 10)], map.Values.AsSpan(), 1e-4);
    }

    /// <summary>Contributions 5, -2, 6 and a bias of 1; or none and a bias alone, whose relevance every input gets a third of.</summary>
    [Theory]
    [InlineData(RelevanceComposite.Epsilon, new float[] { 5, 1, 2 }, 1, new[] { 5 + 1 / 3f, -2 + 1 / 3f, 6 + 1 / 3f })]
    [InlineData(RelevanceComposite.EpsilonPlus, new float[] { 5, 1, 2 }, 1, new[] { 50 / 11f, 0, 60 / 11f })]
    [InlineData(RelevanceComposite.EpsilonPlus, new float[] { 0, 0, 0 }, 6, new float[] { 2, 2, 2 })]
    [InlineData(RelevanceComposite.EpsilonAlpha2Beta1, new float[] { 0, 0, 0 }, 6, new float[] { 2, 2, 2 })]
    [InlineData(RelevanceComposite.Epsilon, new float[] { 0, 0, 0 }, 6, new float[] { 2, 2, 2 })]
    public void What_no_input_has_earned_is_spread_evenly(RelevanceComposite composite, float[] input, float bias, float[] expected)
    {
        using Model model = Convolution([1, -2, 3], bias);
        LayerwiseRelevanceOptions options = new() { Composite = composite, Biases = RelevanceBias.Spread };
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(
            model, new Tensor(new Shape(1, 1, 1, 3), input), Target.Unit("conv", 0, 0, 0), options);
        Near.Absolute(expected, map.Values.AsSpan(), 1e-4);
        Assert.Equal(1, map.ConservedShare, 1e-5);
    }

    [Fact]
    public void A_first_convolution_may_know_the_range_of_pixels()
    {
        // Pixels from 0 to 255: x w - l w+ - h w- is 0.5, -0.5 + 2 and 2.25 times 255, together 4.25; the output is 2.25 times 255.
        using Model model = Convolution([1, -2, 3], 0);
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(
            model, new Tensor(new Shape(1, 1, 1, 3), [127.5f, 63.75f, 191.25f]), Target.Unit("conv", 0, 0, 0),
            new LayerwiseRelevanceOptions { Composite = RelevanceComposite.EpsilonGammaBox });
        Near.Absolute([.. new[] { 0.5f, 1.5f, 2.25f }.Select(share => share / 4.25f * 2.25f * 255)], map.Values.AsSpan(), 1e-3);
    }

    [Theory]
    [InlineData(new float[] { 5, 1, 2 }, new[] { 6.25f, -2, 7.5f })]                // output 9: positive contributions are favoured
    [InlineData(new float[] { 1, 4, 1 }, new[] { 1, -10f, 3 })]                     // output -4: negative ones
    [InlineData(new float[] { -5, 4, -2 }, new[] { -6.25f, -10, -7.5f })]           // negative inputs
    public void Gamma_favours_contributions_of_the_outputs_sign(float[] input, float[] contributions)
    {
        using Model model = Convolution([1, -2, 3], 0);
        RelevanceScheme scheme = new(new GammaFormula(0.25f, 1e-9f), new EpsilonFormula(1e-9f));
        Tensor x = new(new Shape(1, 1, 1, 3), input);
        Tensor relevance = Run(model, x, Target.Unit("conv", 0, 0, 0), scheme).OfInput[0];
        float output = model.Run(x, ["conv"])["conv"].AsSpan()[0], sum = contributions.Sum();
        Near.Absolute([.. contributions.Select(value => value / sum * output)], relevance.AsSpan(), 1e-5);
    }

    [Theory]
    [InlineData(RelevanceComposite.EpsilonPlus)]
    [InlineData(RelevanceComposite.EpsilonGammaBox)]
    [InlineData(RelevanceComposite.EpsilonAlpha2Beta1)]
    [InlineData(RelevanceComposite.Epsilon)]
    public void A_batch_normalisation_is_folded_into_the_convolution_before_it(RelevanceComposite composite)
    {
        float[] weights = [.. HashFill.Uniform("fold.weights", new Shape(24), -1, 1).AsSpan()];
        float[] gain = [0.5f, -2, 1.5f, 3], offset = [0.25f, 1, -0.5f, 0.125f];
        Tensor x = HashFill.Uniform("fold.input", new Shape(1, 1, 8, 9), 0, 1);
        LayerwiseRelevanceOptions options = new() { Composite = composite };
        using Model normalised = Folded(weights, gain, offset, isFolded: false), folded = Folded(weights, gain, offset, isFolded: true);
        LayerwiseRelevanceMap expected = LayerwiseRelevance.Compute(folded, x, options: options);
        Near.Relative(expected.Values, LayerwiseRelevance.Compute(normalised, x, options: options).Values, Tolerances.SmallNetwork);
    }

    [Fact]
    public void A_bias_that_is_a_node_counts_as_that_of_the_layer()
    {
        Tensor x = new(new Shape(1, 1, 1, 3), [1, 2, 3]);
        using Model together = Dense((graph, flat, w, b) => graph.Node("fc", new Gemm(), flat, w, b));
        using Model apart = Dense((graph, flat, w, b) =>
            graph.Node("sum", new Arithmetic<Add>(), b, graph.Node("fc", new MatMul(), flat, w)));
        Tensor expected = LayerwiseRelevance.Compute(together, x, Target.Class(0)).Values;
        Near.Relative(expected, LayerwiseRelevance.Compute(apart, x, Target.Class(0)).Values, Tolerances.FewRoundings);

        // z = 1 + 2 - 3 + 0.5: each contribution keeps its size, since relevance is z, and the bias keeps 0.5.
        Near.Absolute([1, 2, -3], expected.AsSpan(), 1e-4);
    }

    [Fact]
    public void A_sum_shares_in_proportion_and_a_signal_takes_all_of_its_gate()
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 1, 2));
        int once = graph.Node("once", new Gemm(), flat, graph.Constant(new Shape(2, 2), 1, 0, 0, 1));
        int thrice = graph.Node("thrice", new Gemm(), flat, graph.Constant(new Shape(2, 2), 3, 0, 0, -3));
        int sum = graph.Node("sum", new Arithmetic<Add>(), once, thrice);
        int gate = graph.Node("gate", new Activation<Sigmoid>(), flat);
        int product = graph.Node("product", new Arithmetic<Mul>(), gate, sum);
        using Model model = new(graph.Build(product), Gray);
        Tensor x = new(new Shape(1, 1, 1, 2), [1, 2]), ones = new(new Shape(1, 2), [1, 1]);
        RelevanceScheme scheme = new(new EpsilonFormula(1e-9f), new EpsilonFormula(1e-9f));
        GradientResult result = Run(model, x, Target.Of("product", ones), scheme, "once", "thrice");
        float[] products = [.. model.Run(x, ["product"])["product"].AsSpan()];              // of 1 + 3 and 2 - 6
        Near.Absolute([products[0] / 4, products[1] * 2 / -4], result.OfLayers[0]["once"].AsSpan(), 1e-5);
        Near.Absolute([products[0] * 3 / 4, products[1] * -6 / -4], result.OfLayers[0]["thrice"].AsSpan(), 1e-5);
        Near.Absolute(products, result.OfInput[0].AsSpan(), 1e-5);
    }

    [Fact]
    public void A_network_without_any_ReLU_is_explained_too()
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(model, new Tensor(new Shape(1, 1, 1, 3), [5, 1, 2]), Target.Class(1));
        Near.Absolute([5, -2, 6], map.Values.AsSpan(), 1e-4);
    }

    [Fact]
    public void What_no_composite_defines_is_refused()
    {
        Tensor x = new(new Shape(1, 1, 1, 3), [1, 2, 3]);
        using Model attention = Dense((graph, flat, w, b) =>
        {
            int column = graph.Node("column", new Reshape([3, 1]), flat);
            int row = graph.Node("row", new Gemm(), flat, w, b);
            return graph.Node("attention", new MatMul(), row, column);
        });
        Refused(attention, Target.Of("attention", new Tensor(new Shape(1, 1), [1])), "Layer 'attention': layer-wise relevance has no rule");
        using Model product = Dense((graph, flat, w, b) =>
            graph.Node("square", new Arithmetic<Mul>(), flat, graph.Node("fc", new Gemm(), flat, w, b)));
        Refused(product, Target.Of("square", new Tensor(new Shape(1, 3), [1, 1, 1])), "unless one of them is a gate");
        using Model dense = SmallNetworks.Linear(1, 2, 3);
        Refused(dense, Target.Class(1), "The box rule is for a convolution that reads the", RelevanceComposite.EpsilonGammaBox);

        void Refused(Model model, Target target, string message, RelevanceComposite composite = RelevanceComposite.Epsilon) =>
            Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => LayerwiseRelevance.Compute(
                model, x, target, new LayerwiseRelevanceOptions { Composite = composite })).Message);
    }

    private static ModelOptions Gray { get; } = new() { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } };

    private static GradientResult Run(Model model, Tensor x, Target target, RelevanceScheme scheme, params string[] layers) =>
        model.RunGradient(
            new GradientRequest(x, [target])
            {
                Rules = RelevanceTable.Of(model.Graph, target.SpecOf(model).Value, scheme),
                OfLayers = layers,
            },
            TestContext.Current.CancellationToken);

    private static Model Convolution(float[] weights, float bias)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 1, 1, 3), weight = graph.Constant(new Shape(1, 1, 1, 3), weights);
        return new Model(graph.Build(graph.Node("conv", new Conv(Row), x, weight, graph.Constant(new Shape(1), bias))), Gray);
    }

    /// <summary>Two convolutions, the second with a normalisation behind it or with weights folded by hand, and three classes.</summary>
    private static Model Folded(float[] weights, float[] gain, float[] offset, bool isFolded)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 1, 8, 9), first = graph.Constant(new Shape(2, 1, 1, 3), 1, -0.5f, 0.25f, 0.5f, 1, -1);
        x = graph.Node("relu1", new Activation<Relu>(), graph.Node("conv1", new Conv(Row), x, first));
        float[] scaled = [.. weights.Select((weight, i) => isFolded ? weight * gain[i / 6] : weight)];
        int weight = graph.Constant(new Shape(4, 2, 1, 3), scaled);
        int conv = isFolded
            ? graph.Node("conv2", new Conv(Row), x, weight, graph.Constant(new Shape(4), offset))
            : graph.Node("conv2", new Conv(Row), x, weight);
        if (!isFolded)
        {
            float[][] values = [gain, offset, [0, 0, 0, 0], [1, 1, 1, 1]];
            int[] parameters = [.. values.Select(parameter => graph.Constant(new Shape(4), parameter))];
            conv = graph.Node("norm", new BatchNormalization(0), [conv, .. parameters]);
        }

        int flat = graph.Node("flat", new Flatten(), graph.Node("relu2", new Activation<Relu>(), conv));
        Tensor matrix = HashFill.Uniform("fold.classes", new Shape(160, 3), -1, 1);
        return new Model(graph.Build(graph.Node("fc", new Gemm(), flat, graph.Constant(matrix.Shape, matrix.AsSpan()))), Gray);
    }

    /// <summary>Three inputs, weights (1, 1, -1) and others to three classes, bias 0.5.</summary>
    private static Model Dense(Func<GraphBuilder, int, int, int, int> layers)
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 1, 3));
        int weight = graph.Constant(new Shape(3, 3), 1, 2, 0, 1, 0, 2, -1, 1, 1), bias = graph.Constant(new Shape(3), 0.5f, 0, 0);
        return new Model(graph.Build(layers(graph, flat, weight, bias)), Gray);
    }
}
