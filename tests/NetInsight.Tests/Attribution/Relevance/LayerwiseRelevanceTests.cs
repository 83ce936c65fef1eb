using NetInsight.Kernels.Operators.Product;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Relevance;

/// <summary>Layer-wise relevance on whole networks: its sum, what is stated, and what is refused.</summary>
public sealed class LayerwiseRelevanceTests
{
    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Without_biases_the_sum_is_the_logit(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        foreach (RelevanceComposite composite in Enum.GetValues<RelevanceComposite>())
        {
            // Without biases epsilon divides by sums near 0, and alpha-beta counts outputs without negative contributions twice, which
            // SqueezeNet's last convolution has.
            if (composite == RelevanceComposite.Epsilon
                || (composite == RelevanceComposite.EpsilonAlpha2Beta1 && network.File.StartsWith("squeezenet", StringComparison.Ordinal)))
                continue;
            LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(
                model, reference["input"],
                options: new LayerwiseRelevanceOptions { Composite = composite, Biases = RelevanceBias.LeaveOut });
            Assert.Equal(reference.Metadata("target"), map.Target.ClassIndex);
            Assert.InRange(Math.Abs(map.Absorbed), 0, 0.01 * map.Target.Score);
            Assert.Equal(map.Target.Score, map.Sum + map.Absorbed, 1e-9);
            Assert.Equal(map.Sum, map.Heatmap.Values.ToArray().Sum(value => (double)value), 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void By_default_the_last_bias_alone_is_missing(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        int target = reference.Metadata("target");
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(model, reference["input"], Target.Class(target));
        Assert.Equal(RelevanceComposite.EpsilonPlus, map.Options.Composite);
        double bias = model.Graph.Nodes.SingleOrDefault(node => node.Operator is Gemm) is { Inputs: [_, _, var input] }
            ? model.Graph.Values[input].Constant!.AsSpan()[target]
            : 0;
        Assert.Equal(bias, map.Absorbed, 1e-3 * map.Target.Score);
        Assert.StartsWith($"Layer-wise relevance of {map.Target}, epsilon-plus", map.Caption);
        Assert.Contains("biases, stabilisers and outputs without contributions took the rest", map.Caption);
    }

    [Fact]
    public void Relevance_passes_residual_connections()
    {
        using Model model = Architectures.ResNet18(HashFill.Weights);
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(
            model, HashFill.Image("relevance.input", 1, 224), options: new LayerwiseRelevanceOptions { Biases = RelevanceBias.LeaveOut });
        Assert.InRange(Math.Abs(map.Absorbed), 0, 0.01 * Math.Abs(map.Target.Score));
        Assert.DoesNotContain("Not reliable", map.Caption);
    }

    /// <summary>
    /// Squeeze and excitation, and hard swish. With random weights the biases of the two linear layers outweigh the rest, and depthwise
    /// convolutions see channels of zeros whose outputs are a bias alone: by default most of the logit is missing, and the caption says so.
    /// </summary>
    [Fact]
    public void Relevance_passes_gates()
    {
        using Model model = Architectures.MobileNetV3Small(HashFill.Weights);
        Tensor input = HashFill.Image("relevance.input", 1, 224);
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(model, input);
        Assert.All(map.Values.AsSpan().ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.InRange(map.ConservedShare, 0.01, 0.9);
        Assert.Contains("Much is missing: LayerwiseRelevanceOptions.Biases = Spread keeps the sum.", map.Caption);
        LayerwiseRelevanceMap spread = LayerwiseRelevance.Compute(
            model, input, options: new LayerwiseRelevanceOptions { Biases = RelevanceBias.Spread });
        Assert.InRange(spread.ConservedShare, 0.99, 1.01);
        Assert.Contains("is spread evenly over each layer's inputs", spread.Caption);
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void What_no_input_has_earned_may_be_spread(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        foreach (RelevanceComposite composite in Enum.GetValues<RelevanceComposite>())
        {
            if (composite == RelevanceComposite.Epsilon)
                continue;                       // divides by sums near 0
            LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(
                model, reference["input"], options: new LayerwiseRelevanceOptions { Composite = composite, Biases = RelevanceBias.Spread });
            Assert.InRange(map.ConservedShare, 0.99, 1.01);
        }
    }

    [Fact]
    public void Relevance_that_grew_beyond_what_was_shared_out_is_called_unreliable()
    {
        ReferenceFile reference = ReferenceFile.Require("cifar_resnet20-test1234");
        using Model model = Model.Load(SharedFiles.Require("data/models/cifar_resnet20.onnx"));
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(
            model, reference["input"],
            options: new LayerwiseRelevanceOptions { Composite = RelevanceComposite.Epsilon, Biases = RelevanceBias.LeaveOut });
        Assert.Contains("Not reliable: magnitudes grew", map.Caption);
    }

    [Fact]
    public void An_inner_unit_is_explained_by_what_it_sees()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("relevance.input", 1, 16);
        LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(
            model, input, Target.Unit("relu2", 3, 8, 8), new LayerwiseRelevanceOptions { Biases = RelevanceBias.LeaveOut });
        for (int row = 0; row < 16; row++)
        {
            for (int column = 0; column < 16; column++)
            {
                if (Math.Abs(row - 8) > 2 || Math.Abs(column - 8) > 2)
                    Assert.Equal(0, map.Heatmap[row, column]);
            }
        }

        Assert.Equal(map.Target.Score, map.Sum, 1e-4 * Math.Max(map.Target.Score, 1));
        Assert.Equal("units of the layer's output", map.Target.Unit);
    }

    [Fact]
    public void A_batch_has_the_relevance_of_its_images()
    {
        using Model model = SmallNetworks.Color(16, 16);
        RgbImage photo = RgbImage.Solid(20, 30, new RgbColor(90, 60, 200));
        LayerwiseRelevanceOptions options = new() { Composite = RelevanceComposite.EpsilonGammaBox };
        LayerwiseRelevanceMap one = LayerwiseRelevance.Compute(model, photo, options: options);
        LayerwiseRelevanceMap other = LayerwiseRelevance.Compute(model, [photo, photo], options: options)[1];
        Assert.Equal(one.Values.AsSpan().ToArray(), other.Values.AsSpan().ToArray());
        Assert.Equal((20, 30), (one.Over(photo).Height, one.Over(photo).Width));
        Assert.DoesNotContain("outside the range", one.Caption);
        Tensor wild = new(one.Values.Shape);
        wild.AsSpan().Fill(100);
        Assert.Contains("outside the range", LayerwiseRelevance.Compute(model, wild, options: options).Caption);
    }

    [Fact]
    public void Arguments_are_checked_and_cancellation_stops()
    {
        using Model model = SmallNetworks.Color(16, 16);
        RgbImage photo = RgbImage.Solid(16, 16, new RgbColor(90, 60, 200));
        ArgumentException softmax = Assert.Throws<ArgumentException>(
            "target", () => LayerwiseRelevance.Compute(model, photo, Target.Class(1, ClassScore.Probability)));
        Assert.Contains("a softmax has no relevance rule", softmax.Message);
        Assert.Throws<ArgumentNullException>("model", () => LayerwiseRelevance.Compute(null!, photo));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerwiseRelevanceOptions { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerwiseRelevanceOptions { Gamma = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerwiseRelevanceOptions { Biases = (RelevanceBias)3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerwiseRelevanceOptions { Composite = (RelevanceComposite)9 });
        Assert.Throws<OperationCanceledException>(
            () => LayerwiseRelevance.Compute(model, photo, cancellationToken: new CancellationToken(canceled: true)));
    }
}
