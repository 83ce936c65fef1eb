using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Tests.Imaging;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution;

/// <summary>Where the heat lies on a photograph, and whether it is evidence.</summary>
public sealed class OcclusionOverPhotographTests
{
    private static readonly RgbImage Photo = RgbImage.Solid(20, 30, RgbColor.White);

    private static readonly OcclusionOptions Small = new() { Window = new OcclusionWindow(2, 2), Fill = Fill.Black };

    private static readonly Target First = Target.Class(0);

    /// <summary>Reads only the first pixel of the input of 8 x 8, which is the centre of the image resized to a short side of 10.</summary>
    private static Model FirstPixel(float weight, float bias)
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 8, 8));
        float[] weights = new float[2 * 64];
        weights[0] = weight;
        int fc = graph.Node(
            "fc", new Gemm(TransposesB: true), flat, graph.Constant(new Shape(2, 64), weights), graph.Constant(new Shape(2), bias, 0));
        return new Model(graph.Build(fc), new ModelOptions
        {
            Preprocessing = Preprocessing.UnitRange with { Channels = ChannelOrder.Gray, ShortSide = 10 },
        });
    }

    [Fact]
    public void The_heat_lies_on_the_pixels_that_the_network_saw()
    {
        using Model model = FirstPixel(8, 0);
        OcclusionMap map = Occlusion.Compute(model, Photo, First, Small);

        // Resized to 10 x 15 and cropped at (1, 4): the input covers rows 2 to 17 and columns 8 to 23, its first window 2 to 5 and 8 to 11.
        Heatmap drop = map.Drop();
        Assert.Equal(new PixelRectangle(2, 8, 16, 16), drop.Origin!.Covered);
        Assert.Equal(model.Preprocessing.ToOriginal(new PixelRectangle(0, 0, 8, 8), 20, 30, 8, 8), drop.Origin.Covered);
        foreach (RgbImage over in new[] { map.Over(Photo, strength: 1), drop.Over(Photo, strength: 1) })
        {
            Assert.Equal((20, 30), (over.Height, over.Width));
            for (int y = 0; y < 20; y++)
            {
                for (int x = 0; x < 30; x++)
                {
                    RgbColor color = over[y, x];
                    if (y is < 2 or >= 18 || x is < 8 or >= 24)
                        Assert.Equal(new RgbColor(127, 127, 127), color);
                    else if (y is >= 2 and < 5 && x is >= 8 and < 11)
                        Assert.True(color.R > color.B + 50, $"{color} at {y}, {x}");
                    else if (y >= 8 || x >= 14)
                        Assert.Equal(RgbColor.White, color);
                }
            }
        }

        Assert.Equal(8, map.Over(model.Fit(Photo)).Height);
        Assert.Equal(RgbColor.White, map.Over(Photo, dimOutside: false)[0, 0]);
        Assert.Contains("20 x 30", Assert.Throws<ArgumentException>(() => map.Over(RgbImage.Solid(30, 20, RgbColor.White))).Message);
        Assert.Equal((20, 30), (map.ProbabilityMap().Over(Photo).Height, map.ProbabilityMap().Over(Photo).Width));
        Assert.Equal(8, map.ProbabilityMap().Over(model.Fit(Photo)).Width);
    }

    [Fact]
    public void Original_and_input_of_one_size_are_told_apart()
    {
        using Model model = FirstPixel(8, 0);
        RgbImage photo = TestImages.Noise(8, 8), fitted = model.Fit(photo);
        OcclusionMap map = Occlusion.Compute(model, photo, First, Small);
        Assert.NotEqual(map.Over(photo, 0)[0, 0], photo.ToGray()[0, 0]);                 // outside the crop: dimmed
        TestImages.AssertSame(fitted.ToGray(), map.Over(fitted, 0));
    }

    [Fact]
    public void A_map_of_a_tensor_knows_no_original_and_fits_images_as_before()
    {
        using Model model = FirstPixel(8, 0);
        OcclusionMap map = Occlusion.Compute(model, model.Prepare(Photo), First, Small);
        Assert.Null(map.Drop().Origin);
        Assert.Equal((8, 8), (map.Over(Photo).Height, map.Over(Photo).Width));
    }

    [Theory]
    [InlineData(ClassScore.Probability)]
    [InlineData(ClassScore.LogProbability)]
    public void A_saturated_probability_is_drawn_empty_and_its_logit_is_not(ClassScore score)
    {
        using Model model = FirstPixel(1, 15.5f);                                        // 16.5 whole, 15.5 occluded: 1 - 1e-7
        OcclusionMap saturated = Occlusion.Compute(model, Photo, Target.Class(0, score), Small);
        OcclusionMap logit = Occlusion.Compute(model, Photo, First, Small);
        Assert.Equal("logits", logit.Target.Unit);
        Assert.False(logit.Drop().IsWithinRounding);
        Assert.Equal(1, logit.Drop()[0, 0], 4);
        Assert.Equal(1.65e-4, logit.RoundingFloor(), 8);
        Assert.Contains("Largest change: 1", logit.Caption, StringComparison.Ordinal);

        Assert.True(saturated.Drop().IsWithinRounding);
        Assert.All(saturated.ToImage().Pixels.ToArray(), value => Assert.Equal(255, value));
        Assert.Contains("Drawn empty: the largest change", saturated.Caption, StringComparison.Ordinal);
        Assert.Contains("E-7, is within the network's rounding errors of up to 9.5", saturated.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsaturated_probability_has_a_map_and_logarithms_are_differences_of_logarithms()
    {
        using Model model = FirstPixel(2, -1);
        OcclusionMap map = Occlusion.Compute(model, Photo, Target.Class(0, ClassScore.Probability), Small);
        Assert.False(map.Drop().IsWithinRounding);
        OcclusionMap logarithm = Occlusion.Compute(model, Photo, Target.Class(0, ClassScore.LogProbability), Small);
        Assert.Equal(Math.Log(map.BaseProbability(0) / map.Grids[0].Probability(0, 0, 0)), logarithm.Drop()[0, 0], 5);
        Assert.Contains("natural logarithm", logarithm.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void One_scale_can_be_shared_between_images()
    {
        using Model model = FirstPixel(8, 0);
        OcclusionMap bright = Occlusion.Compute(model, Photo, First, Small);
        RgbImage darker = RgbImage.Solid(20, 30, new RgbColor(128, 128, 128));
        OcclusionMap dark = Occlusion.Compute(model, darker, First, Small);
        ColorScale shared = bright.Drop().DefaultScale.Union(dark.Drop().DefaultScale);
        Assert.Equal(bright.Drop().DefaultScale, shared);
        Assert.Equal(Colormap.RedBlue.At(shared.Position(dark.Drop()[0, 0])), dark.Over(darker, 1, shared)[3, 9]);
    }

    // GoogLeNet is sure of this hourglass: its probability's map was fully coloured on a scale of +-3.6e-7.
    [Fact]
    public void The_hourglass_shows_no_heat_from_rounding()
    {
        using Model model = Model.Load(
            SharedFiles.Require("data/models/googlenet.onnx"), new ModelOptions { Preprocessing = Preprocessing.Caffe });
        RgbImage photo = RgbImage.Load(SharedFiles.Require("data/images/n03544143_hourglass.JPEG"));
        OcclusionMap logit = Occlusion.Compute(model, photo);
        OcclusionMap probability = Occlusion.Compute(model, photo, Target.TopClass(ClassScore.Probability));
        Assert.True(probability.BaseProbability(probability.Target.ClassIndex!.Value) > 0.999999);
        Assert.True(probability.Drop().IsWithinRounding, probability.Caption);
        Assert.Contains("Drawn empty", probability.Caption, StringComparison.Ordinal);
        Assert.DoesNotContain("-0 ", probability.Caption, StringComparison.Ordinal);
        Assert.False(logit.Drop().IsWithinRounding);
        Assert.True(logit.Drop().DefaultScale.Maximum > 1, logit.Caption);
        Assert.Equal((photo.Height, photo.Width), (logit.Over(photo).Height, logit.Over(photo).Width));
    }
}
