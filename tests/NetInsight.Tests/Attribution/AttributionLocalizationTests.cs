namespace NetInsight.Tests.Attribution;

/// <summary>Where an attribution's evidence lies is what its heat map says, in the pixels of the input it was given.</summary>
public sealed class AttributionLocalizationTests
{
    [Fact]
    public void The_evidence_of_a_linear_network_lies_where_weight_times_input_is_positive()
    {
        using Model model = SmallNetworks.Linear(1, 2, -4, 1);
        Tensor input = new(new Shape(1, 1, 1, 4), [1, 1, 1, 1]);
        GradientMap map = Saliency.Compute(model, input, Target.Class(1), new SaliencyOptions { TimesInput = true });
        Assert.Equal(0.5, map.ShareInside(new PixelRectangle(0, 1, 1, 1)), 1e-6);
        Assert.Equal(0.75, map.ShareInside([new PixelRectangle(0, 0, 1, 2), new PixelRectangle(0, 1, 1, 2)]), 1e-6);
        Assert.Equal(new HeatmapPeak(0, 1, 2), map.Peak());
        Assert.Equal(0, map.Neutral);
        Assert.Throws<ArgumentException>(() => map.ShareInside(new PixelRectangle(0, 4, 1, 1)));
    }

    [Fact]
    public void A_pixel_of_rise_that_plays_no_part_has_the_mean_score()
    {
        using Model model = SmallNetworks.Color(8, 8);
        RiseMap map = Rise.Compute(
            model, HashFill.Image("localization.rise", 1, 8), options: new RiseOptions { Masks = 16, Cells = 2 });
        Assert.Equal(map.MeanScore, map.Neutral);
    }
}
