namespace NetInsight.Tests.Attribution.Cam;

/// <summary>Grad-CAM and its relatives on networks whose maps are known, and what is refused.</summary>
public sealed class GradCamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>W[c, k] A_k / 6 summed over k, for class 0.</summary>
    private static readonly float[] Expected = [1, 0.5f, 0.5f, 0.5f, 1, 4.5f];

    [Theory]
    [InlineData(CamWeighting.GradCam)]
    [InlineData(CamWeighting.HiRes)]
    [InlineData(CamWeighting.XGrad)]
    [InlineData(CamWeighting.LayerCam)]
    public void A_mean_and_one_layer_behind_the_map_give_the_class_activation_map_of_Zhou(CamWeighting weighting)
    {
        using Model model = CamNetworks.Pooled();
        GradCamOptions options = new() { Weighting = weighting };
        ClassActivationMap map = GradCam.Compute(model, CamNetworks.Input, Target.Class(0), options, cancellationToken: Token);
        Assert.Equal(new Shape(1, 1, 2, 3), map.Values.Shape);
        Near.Absolute(Expected, map.Values.AsSpan(), Tolerances.FewRoundings * 4.5);
        Assert.Equal(Expected.Length, map.Heatmap.Values.Length);
        Near.Absolute(Expected, map.Heatmap.Values, Tolerances.FewRoundings * 4.5);
        Assert.Equal("features", map.Layers[0].Layer);
        Assert.Equal(weighting is CamWeighting.HiRes or CamWeighting.LayerCam, map.Weights.IsEmpty);
        Assert.Equal((0, 8.0), (map.Target.ClassIndex, map.Target.Score));
        Assert.Contains("'features' (2 channels, 2 x 3)", map.Caption);
        Assert.Contains("default: the last feature map before pooling", map.Caption);
    }

    /// <summary>w = sum of G a, a = 1 / (2 + S G), here G = W / 6 and S = 12 for both channels.</summary>
    [Fact]
    public void Grad_CAM_plus_plus_follows_its_formula()
    {
        using Model model = CamNetworks.Pooled();
        GradCamOptions options = new() { Weighting = CamWeighting.GradCamPlusPlus };
        ClassActivationMap map = GradCam.Compute(model, CamNetworks.Input, Target.Class(2), options, cancellationToken: Token);
        float[] weights = [.. map.Weights];
        Near.Absolute([2 / (2 + 12 * 2 / 6f), 0], weights, Tolerances.FewRoundings);
    }

    /// <summary>The products of the two channels are 54, 90 (own) and 0 (with each other): the second is the first direction.</summary>
    [Fact]
    public void Eigen_CAM_is_the_projection_on_the_first_direction()
    {
        using Model model = CamNetworks.Pooled();
        Tensor input = new(new Shape(1, 2, 2, 3), [6, 3, 0, 3, 0, 0, 0, 0, 1, 0, 0, 9]);
        GradCamOptions options = new() { Weighting = CamWeighting.EigenCam };
        ClassActivationMap map = GradCam.Compute(model, input, Target.Class(1), options, cancellationToken: Token);
        Near.Absolute([0, 0, 1, 0, 0, 9], map.Values.AsSpan(), Tolerances.SmallNetwork);
        Near.Absolute([0, 1], map.Weights.AsSpan(), Tolerances.SmallNetwork);
        Assert.Contains("the target does not enter", map.Caption);
    }

    [Fact]
    public void A_map_without_positive_values_is_empty_and_says_so()
    {
        using Model model = CamNetworks.Pooled();
        ClassActivationMap map = GradCam.Compute(model, CamNetworks.Input, Target.Class(1), cancellationToken: Token);
        Assert.True(map.IsAllNegative);
        Assert.All(map.Values.AsSpan().ToArray(), value => Assert.Equal(0, value));
        Assert.Contains("No position speaks for the target", map.Caption);
        RgbImage drawn = map.ToImage();
        Assert.All(drawn.Pixels.ToArray().Chunk(3), pixel => Assert.Equal(drawn.Pixels[..3].ToArray(), pixel));

        GradCamOptions options = new() { OnlyPositive = false };
        ClassActivationMap signed = GradCam.Compute(model, CamNetworks.Input, Target.Class(1), options, cancellationToken: Token);
        Assert.False(signed.IsAllNegative);
        Near.Absolute([-2, -1, -1 / 6f, -1, -1 / 3f, -1.5f], signed.Values.AsSpan(), Tolerances.FewRoundings * 2);
    }

    [Fact]
    public void Tokens_channels_last_and_rearranged_maps_give_the_same_map()
    {
        using Model tokens = CamNetworks.Tokens(), last = CamNetworks.ChannelsLast(), shuffled = CamNetworks.Shuffled();
        foreach ((Model model, string layer) in new[] { (tokens, "block"), (last, "features"), (shuffled, "features") })
        {
            ClassActivationMap map = GradCam.Compute(model, CamNetworks.Input, Target.Class(0), cancellationToken: Token);
            Assert.Equal(layer, map.Layers[0].Layer);
            Near.Absolute(Expected, map.Values.AsSpan(), Tolerances.FewRoundings * 4.5);
            ClassActivationMap ablated = AblationCam.Compute(model, CamNetworks.Input, Target.Class(0), cancellationToken: Token);
            Near.Absolute([0.25f, 0.75f], ablated.Weights.AsSpan(), Tolerances.FewRoundings);
        }
    }

    [Fact]
    public void Several_layers_give_the_mean_of_their_scaled_maps()
    {
        using Model model = SmallNetworks.Color(6, 9);
        Tensor input = HashFill.Uniform("several", new Shape(1, 3, 6, 9), -1, 1);
        GradCamOptions options = new() { Layers = ["relu1", "relu2"] };
        ClassActivationMap map = GradCam.Compute(model, input, options: options, cancellationToken: Token);
        Assert.Equal(["relu1", "relu2"], map.Layers.Select(layer => layer.Layer));
        float[] expected = new float[54];
        foreach (ClassActivationLayer layer in map.Layers)
        {
            ClassActivationMap alone = GradCam.Compute(
                model, input, options: new GradCamOptions { Layer = layer.Layer }, cancellationToken: Token);
            Near.Relative(alone.Values, layer.Values, 0);
            float largest = Math.Max(layer.Values.AsSpan().ToArray().Max(), float.Epsilon);
            for (int i = 0; i < expected.Length; i++)
                expected[i] += layer.Values.AsSpan()[i] / largest / 2;
        }

        Near.Absolute(expected, map.Values.AsSpan(), Tolerances.FewRoundings);
    }

    [Fact]
    public void An_image_gives_a_map_over_its_pixels()
    {
        using Model model = SmallNetworks.Color(6, 9, Preprocessing.Cifar);
        RgbImage photo = RgbImage.Solid(20, 30, new RgbColor(90, 60, 200));
        ClassActivationMap map = GradCam.Compute(model, photo, cancellationToken: Token);
        Assert.Equal((6, 9), (map.Heatmap.Height, map.Heatmap.Width));
        RgbImage over = map.Over(photo);
        Assert.Equal((20, 30), (over.Height, over.Width));
        Assert.Single(GradCam.Compute(model, [photo], cancellationToken: Token));
    }

    [Fact]
    public void What_is_no_feature_map_before_the_target_is_refused()
    {
        using Model model = CamNetworks.Branches(), flat = SmallNetworks.Linear(1, 2);
        Refused("fc", "is the target itself");
        Refused("flat", "no feature map with rows and columns");
        Refused("featurs", "nearest names are: features");
        Refused("features", "does not depend on layer 'features'", Target.Channel("other", 0));
        Assert.Contains("name a layer", Assert.Throws<InvalidOperationException>(
            () => GradCam.Compute(flat, new Tensor(new Shape(1, 1, 1, 2)), cancellationToken: Token)).Message);
        Assert.Throws<ArgumentNullException>(() => GradCam.Compute(null!, CamNetworks.Input, cancellationToken: Token));
        Assert.Throws<ArgumentException>(() => new GradCamOptions { Layers = default });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradCamOptions { Weighting = (CamWeighting)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradCamOptions { Epsilon = -1 });

        void Refused(string layer, string message, Target? target = null) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => GradCam.Compute(
                model, CamNetworks.Input, target, new GradCamOptions { Layer = layer }, cancellationToken: Token)).Message);
    }
}
