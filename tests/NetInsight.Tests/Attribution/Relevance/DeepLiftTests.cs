using NetInsight.Attribution.Relevance.Rules;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Models;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Relevance;

/// <summary>DeepLIFT against its definition and Captum, its sum on whole networks, and small networks worked out by hand.</summary>
public sealed class DeepLiftTests
{
    [Theory]
    [InlineData("deeplift.zero")]
    [InlineData("deeplift.picture")]
    public void Contributions_with_pools_behind_ReLUs_equal_the_definition(string name)
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/deeplift-lrp-vgg_tiny");
        using Model model = Model.Load(
            SharedFiles.Require("reference/gradients/vgg_tiny.onnx"), new ModelOptions { Precision = Precision.Exact });
        Tensor input = reference["input"], baseline = name == "deeplift.zero" ? new Tensor(input.Shape) : reference["baseline"];
        Near.Relative(reference[name], Contributions(model, input, baseline, reference.Metadata("target")), Tolerances.NetworkGradient);
    }

    [Fact]
    public void Contributions_of_ResNet_20_equal_Captum()
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/deeplift-cifar_resnet20-test1234");
        ReferenceFile image = ReferenceFile.Require("cifar_resnet20-test1234");
        using Model model = Model.Load(SharedFiles.Require("data/models/cifar_resnet20.onnx"));
        Tensor input = image["input"], noise = HashFill.Uniform("deeplift.cifar_resnet20.baseline", input.Shape, -2, 2);
        int target = reference.Metadata("target");
        Near.Relative(
            reference["deeplift.zero"], Contributions(model, input, new Tensor(input.Shape), target), Tolerances.NetworkGradient);
        Near.Relative(reference["deeplift.noise"], Contributions(model, input, noise, target), Tolerances.NetworkGradient);
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Contributions_sum_to_the_difference(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        foreach (Fill fill in new[] { Fill.Black, Fill.White, Fill.InputValue(0) })
        {
            DeepLiftMap map = DeepLift.Compute(model, reference["input"], options: new DeepLiftOptions { Baseline = fill });
            Assert.InRange(Math.Abs(map.CompletenessGap), 0, 1e-3 * Math.Abs(map.Target.Score - map.BaselineScore));
            Tensor input = reference["input"];
            Tensor baseline = fill.Render(model.Preprocessing, input.Shape, () => model.Preprocessing.ToImage(input));
            double logit = model.Logits(baseline)[0, map.Target.ClassIndex!.Value];
            Assert.Equal(logit, map.BaselineScore, Tolerances.Forward * Math.Abs(map.Target.Score));
        }
    }

    [Fact]
    public void A_saturated_unit_keeps_its_share()
    {
        // sigmoid(10) against sigmoid(0) = 0.5: the gradient is 4.5e-5, the contribution 0.5.
        using Model model = Small((graph, x) => graph.Node("y", new Activation<Sigmoid>(), x));
        DeepLiftMap map = Compute(model, [10, 0, -10]);
        double end = 1 / (1 + Math.Exp(-10));
        Near.Absolute([(float)(end - 0.5), 0, (float)(0.5 - end)], map.Values.AsSpan(), 1e-6);
        Assert.Equal((1.5, 1.5), (map.BaselineScore, Math.Round(map.Target.Score, 6)));
        Assert.Equal(0, map.CompletenessGap, 1e-6);
    }

    [Fact]
    public void A_product_and_a_quotient_share_between_both_factors()
    {
        // x times its reverse: 1 * 3, 2 * 2, 3 * 1 against 0.
        using Model product = Small((graph, x) => graph.Node("y", new Arithmetic<Mul>(), x, Reversed(graph, x)));
        Near.Absolute([3, 4, 3], Compute(product, [1, 2, 3]).Values.AsSpan(), 1e-5);

        // x / (reversed x + 1) against 0.
        using Model quotient = Small((graph, x) => graph.Node(
            "y", new Arithmetic<Div>(), x, graph.Node("one", new Arithmetic<Add>(), Reversed(graph, x), graph.Constant(new Shape(1), 1))));
        DeepLiftMap map = Compute(quotient, [1, 2, 3]);
        Assert.Equal(0, map.CompletenessGap, 1e-5);

        // 1 is divided by 4 and divides 3 as 2: 1 (1/4 + 1) / 2 - 1 * 3 / (2 * 2 * 1).
        Assert.Equal(0.625 - 0.75, map.Values.AsSpan()[0], 1e-5);
    }

    [Fact]
    public void Local_response_normalisation_keeps_the_sum()
    {
        using Model model = Small((graph, x) => graph.Node(
            "y", new Flatten(), graph.Node("lrn", new Lrn(2, 0.5f, 0.75f, 1), graph.Node("channels", new Reshape([1, 3, 1, 1]), x))));
        DeepLiftMap map = Compute(model, [3, -2, 1], Fill.InputValue(0.5f));
        Assert.True(Math.Abs(map.Target.Score - map.BaselineScore) > 0.1);
        Assert.Equal(0, map.CompletenessGap, 1e-5);
    }

    [Fact]
    public void A_network_without_any_ReLU_gives_the_gradient_times_the_difference()
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        DeepLiftMap map = DeepLift.Compute(
            model, new Tensor(new Shape(1, 1, 1, 3), [5, 1, 2]), Target.Class(1), new DeepLiftOptions { Baseline = Fill.InputValue(1) });
        Near.Absolute([4, 0, 3], map.Values.AsSpan(), 1e-5);
        Assert.Equal((9.0, 2.0, 7.0), (map.Target.Score, map.BaselineScore, map.Sum));
        Assert.Contains("against the input value 1", map.Caption);
    }

    [Fact]
    public void What_has_no_rule_is_refused_and_arguments_are_checked()
    {
        using Model softmax = Small((graph, x) => graph.Node("y", new Softmax(1), x)), linear = SmallNetworks.Linear(1, 2, 3);
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => Compute(softmax, [1, 2, 3]));
        Assert.Contains("Layer 'y': DeepLIFT has no rule for Softmax", refused.Message);
        using Model larger = Small((graph, x) => graph.Node("y", new Arithmetic<Max>(), x, Reversed(graph, x)));
        refused = Assert.Throws<InvalidOperationException>(() => Compute(larger, [1, 2, 3]));
        Assert.Contains("this Max has 2 that are computed of the image", refused.Message);
        Assert.Throws<ArgumentNullException>("model", () => DeepLift.Compute(null!, new Tensor(new Shape(1, 1, 1, 3))));
        Assert.Throws<ArgumentNullException>(() => new DeepLiftOptions { Baseline = null! });
        Assert.Throws<OperationCanceledException>(() => DeepLift.Compute(
            linear, new Tensor(new Shape(1, 1, 1, 3)), cancellationToken: new CancellationToken(canceled: true)));
    }

    private static int Reversed(GraphBuilder graph, int x) => graph.Node("reversed", new Gather([2, 1, 0], new Shape(3), 1), x);

    private static DeepLiftMap Compute(Model model, float[] input, Fill? baseline = null) => DeepLift.Compute(
        model,
        new Tensor(new Shape(1, 1, 1, 3), input),
        Target.Of("y", new Tensor(new Shape(1, 3), [1, 1, 1])),
        new DeepLiftOptions { Baseline = baseline ?? Fill.InputValue(0) });

    /// <summary>Three inputs, and a layer "y" of three outputs.</summary>
    private static Model Small(Func<GraphBuilder, int, int> layers)
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 1, 3));
        return new Model(
            graph.Build(layers(graph, flat)), new ModelOptions { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } });
    }

    private static Tensor Contributions(Model model, Tensor input, Tensor baseline, int target)
    {
        GradientRequest request = new(input, [Target.Class(target)]) { Rules = DeepLiftTable.Rules, Baseline = baseline };
        Tensor multipliers = model.RunGradient(request, TestContext.Current.CancellationToken).OfInput[0];
        for (int i = 0; i < multipliers.Count; i++)
            multipliers.AsSpan()[i] *= input.AsSpan()[i] - baseline.AsSpan()[i];
        return multipliers;
    }
}
