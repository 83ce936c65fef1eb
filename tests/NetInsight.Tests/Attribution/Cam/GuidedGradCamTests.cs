namespace NetInsight.Tests.Attribution.Cam;

/// <summary>Guided Grad-CAM is the product of its parts; networks without a ReLU are refused.</summary>
public sealed class GuidedGradCamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void It_is_guided_backpropagation_times_the_enlarged_map()
    {
        using Model model = SmallNetworks.Color(6, 9);
        Tensor input = HashFill.Uniform("guided", new Shape(1, 3, 6, 9), -1, 1);
        GuidedGradCamOptions options = new() { Cam = new GradCamOptions { Layer = "relu2", OnlyPositive = false } };
        GuidedGradCamMap map = GuidedGradCam.Compute(model, input, options: options, cancellationToken: Token);
        ClassActivationMap cam = GradCam.Compute(model, input, cancellationToken: Token);
        Tensor guided = GuidedBackpropagation.Compute(model, input, cancellationToken: Token).Values;
        Tensor expected = guided.Clone();
        for (int i = 0; i < expected.Count; i++)
            expected.AsSpan()[i] *= cam.Values.AsSpan()[i % 54];
        Near.Relative(expected, map.Values, Tolerances.FewRoundings);
        Near.Relative(cam.Values, map.Cam.Values, 0);
        Assert.Equal(cam.Target.ClassIndex, map.Target.ClassIndex);
        Assert.Contains("'relu2'", map.Caption);
        for (int i = 0; i < 54; i++)
        {
            float largest = Enumerable.Range(0, 3).Max(channel => Math.Abs(map.Values.AsSpan()[channel * 54 + i]));
            Assert.Equal(largest, map.Heatmap.Values[i]);
        }
    }

    [Fact]
    public void An_all_negative_map_gives_an_empty_one()
    {
        using Model model = CamNetworks.Pooled();
        GuidedGradCamMap map = GuidedGradCam.Compute(model, CamNetworks.Input, Target.Class(1), cancellationToken: Token);
        Assert.True(map.Cam.IsAllNegative);
        Assert.All(map.Values.AsSpan().ToArray(), value => Assert.Equal(0, Math.Abs(value)));
        Assert.Contains("No position of the class activation map speaks for the target", map.Caption);
    }

    [Fact]
    public void A_network_without_ReLU_is_refused()
    {
        using Model model = SmallNetworks.Linear(1, 2);
        Assert.Contains("there is none", Assert.Throws<InvalidOperationException>(
            () => GuidedGradCam.Compute(model, new Tensor(new Shape(1, 1, 1, 2)), cancellationToken: Token)).Message);
        Assert.Throws<ArgumentNullException>(() => new GuidedGradCamOptions { Cam = null! });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuidedGradCamOptions { Interpolation = (CamInterpolation)5 });
    }
}
