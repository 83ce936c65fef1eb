using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Relevance;

/// <summary>Guided backpropagation and deconvolution against Captum, on networks worked out by hand, and where they do not apply.</summary>
public sealed class GuidedBackpropagationTests
{
    private static readonly Tensor Ramp = new(new Shape(1, 1, 4, 4), [.. Enumerable.Range(0, 16).Select(i => (float)i)]);

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Both_equal_Captum(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        Target target = Target.Class(reference.Metadata("target"));
        GradientMap guided = GuidedBackpropagation.Compute(model, reference["input"], target);
        GradientMap deconvolution = Deconvolution.Compute(model, reference["input"], target);
        Near.Relative(reference["guided_backprop"], guided.Values, Tolerances.NetworkGradient);
        Near.Relative(reference["deconvolution"], deconvolution.Values, Tolerances.NetworkGradient);
        Assert.StartsWith($"Guided backpropagation of {guided.Target}", guided.Caption);
        Assert.StartsWith("Deconvolution of", deconvolution.Caption);
        Assert.Equal(reference["logits"].AsSpan()[reference.Metadata("target")], guided.Target.Score, 1e-3);
    }

    [Fact]
    public void A_small_network_is_as_in_Captum()
    {
        using Model model = CaptumNetworks.OneConv();
        GradientMap guided = GuidedBackpropagation.Compute(model, Ramp, Target.Class(0));
        Assert.Equal([0, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1], guided.Heatmap.Values.ToArray());
        GradientMap deconvolution = Deconvolution.Compute(model, Ramp, Target.Class(0));
        Assert.Equal([2, 3, 3, 1, 3, 5, 5, 2, 3, 5, 5, 2, 1, 2, 2, 1], deconvolution.Heatmap.Values.ToArray());
    }

    [Fact]
    public void A_network_without_any_ReLU_is_refused()
    {
        using Model linear = SmallNetworks.Linear(1, -2, 3), smooth = Gated(graph => graph.Sigmoid());
        Tensor input = new(new Shape(1, 1, 1, 3), [1, 2, 3]);
        InvalidOperationException none = Assert.Throws<InvalidOperationException>(() => GuidedBackpropagation.Compute(linear, input));
        Assert.Contains("there is none (no activation at all)", none.Message);
        InvalidOperationException other = Assert.Throws<InvalidOperationException>(() => Deconvolution.Compute(smooth, input));
        Assert.Contains("there is none (only Sigmoid)", other.Message);
        Assert.Contains("Saliency", other.Message);
    }

    [Fact]
    public void A_ReLU_behind_the_target_does_not_count()
    {
        using Model model = CaptumNetworks.OneConv();
        Assert.Throws<InvalidOperationException>(() => GuidedBackpropagation.Compute(model, Ramp, Target.Unit("conv", 0, 1, 1)));
        Assert.NotNull(GuidedBackpropagation.Compute(model, Ramp, Target.Unit("relu1", 0, 1, 1)));
    }

    [Fact]
    public void Other_activations_keep_their_derivative_and_the_caption_names_them()
    {
        using Model model = Gated(graph => graph.Relu().Sigmoid());
        GradientMap map = GuidedBackpropagation.Compute(model, new Tensor(new Shape(1, 1, 1, 3), [1, 2, 3]), Target.Class(1));
        Assert.Contains("Activations that are no ReLU keep their derivative: Sigmoid.", map.Caption);
        Assert.DoesNotContain("keep their derivative", GuidedBackpropagation.Compute(CaptumNetworks.OneConv(), Ramp).Caption);
    }

    [Fact]
    public void A_ReLU6_lets_positive_gradients_pass_below_its_bound()
    {
        using Model model = Gated(graph => graph.Clip());
        Tensor input = new(new Shape(1, 1, 1, 3), [-1, 2, 9]);                      // below, between, above the bounds 0 and 6
        Target positive = Target.Of("gate", new Tensor(new Shape(1, 3), [1, 1, 1]));
        Target mixed = Target.Of("gate", new Tensor(new Shape(1, 3), [1, -1, 1]));
        Assert.Equal([0, 1, 0], GuidedBackpropagation.Compute(model, input, positive).Values.AsSpan().ToArray());
        Assert.Equal([0, 0, 0], GuidedBackpropagation.Compute(model, input, mixed).Values.AsSpan().ToArray());
        Assert.Equal([1, 0, 1], Deconvolution.Compute(model, input, mixed).Values.AsSpan().ToArray());
    }

    [Fact]
    public void Images_run_as_tensors_do_and_cancellation_stops()
    {
        using Model model = SmallNetworks.Color(16, 16);
        RgbImage image = RgbImage.Solid(20, 30, new RgbColor(90, 60, 200));
        GradientMap map = GuidedBackpropagation.Compute(model, image);
        Assert.Equal(map.Values.AsSpan().ToArray(), GuidedBackpropagation.Compute(model, model.Prepare(image)).Values.AsSpan().ToArray());
        Assert.Equal(map.Values.AsSpan().ToArray(), GuidedBackpropagation.Compute(model, [image, image])[1].Values.AsSpan().ToArray());
        Assert.Equal((20, 30), (map.Over(image).Height, map.Over(image).Width));
        Assert.Throws<OperationCanceledException>(
            () => Deconvolution.Compute(model, image, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentNullException>("model", () => Deconvolution.Compute(null!, image));
        Assert.Throws<ArgumentNullException>("image", () => GuidedBackpropagation.Compute(model, (RgbImage)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeconvolutionOptions { Reduction = (ChannelReduction)9 });
    }

    /// <summary>Logits (0, sum) of activations of three inputs; the activations are the layer "gate".</summary>
    private static Model Gated(Func<Gates, Gates> gates)
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 1, 3));
        int gate = graph.Node("gate", new Identity(), gates(new Gates(graph, flat)).Value);
        int fc = graph.Node("fc", new Gemm(TransposesB: true), gate, graph.Constant(new Shape(2, 3), 0, 0, 0, 1, 1, 1));
        return new Model(
            graph.Build(fc), new ModelOptions { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } });
    }

    private sealed record Gates(GraphBuilder Graph, int Value)
    {
        public Gates Relu() => this with { Value = Graph.Node("relu", new Activation<Relu>(), Value) };

        public Gates Sigmoid() => this with { Value = Graph.Node("sigmoid", new Activation<Sigmoid>(), Value) };

        public Gates Clip() => this with { Value = Graph.Node("clip", new Activation<Clip>(new Clip(0, 6)), Value) };
    }
}
