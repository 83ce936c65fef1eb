using CsCheck;

namespace NetInsight.Tests.Imaging.Heatmaps;

/// <summary>Figures of a map: every value in its colour, alone and over a photo.</summary>
public sealed class HeatmapDrawingTests
{
    private static readonly Heatmap Map = new(2, 2, [0, 1, 2, 4], "test", Colormap.Gray);
    private static readonly RgbImage Photo = TestImages.Noise(6, 8);

    [Fact]
    public void Cells_have_the_colours_of_their_values()
    {
        RgbImage image = Map.ToImage(cellSize: 3);
        Assert.Equal((6, 6), (image.Width, image.Height));
        for (int y = 0; y < 6; y++)
        {
            for (int x = 0; x < 6; x++)
                Assert.Equal(Colormap.Gray.At(Map[y / 3, x / 3] / 4.0), image[y, x]);
        }

        Assert.Equal(Colormap.Jet.At(0.25), Map.ToImage(Colormap.Jet, new ColorScale(0, 8))[1, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Map.ToImage(cellSize: 0));
    }

    [Fact]
    public void Constant_and_nan_maps_have_defined_colours()
    {
        Heatmap odd = new(1, 2, [3, float.NaN]);
        Assert.Equal(Colormap.Viridis.At(0.5), odd.ToImage()[0, 0]);
        Assert.Equal(Colormap.NotANumber, odd.ToImage()[0, 1]);
        Heatmap none = new(1, 1, [float.NaN]);
        Assert.Equal(Colormap.NotANumber, none.ToImage(4, 4)[2, 2]);
    }

    [Fact]
    public void Blocks_repeat_values_and_smooth_figures_interpolate_them()
    {
        TestImages.AssertSame(Map.ToImage(cellSize: 4), Map.ToImage(8, 8, smooth: false));
        TestImages.AssertSame(Map.Resample(5, 9).ToImage(), Map.ToImage(5, 9));
        // Halfway between the ends of a diverging scale is white, although halfway between blue and red would be violet.
        Heatmap signed = new(1, 2, [-1, 1], "signed", Colormap.RedBlue);
        Assert.Equal(RgbColor.White, signed.ToImage(1, 3)[0, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Map.ToImage(8, 0));
        Assert.Throws<ArgumentException>(() => Map.ToImage(65_536, 65_536, smooth: false));
    }

    [Fact]
    public void Strength_0_is_the_photo_and_strength_1_the_map()
    {
        TestImages.AssertSame(Photo, Map.Over(Photo, strength: 0));
        TestImages.AssertSame(Photo.ToGray(), Map.Over(Photo, strength: 0, grayPhoto: true));
        TestImages.AssertSame(Map.ToImage(6, 8), Map.Over(Photo, strength: 1));
        TestImages.AssertSame(Map.ToImage(6, 8, smooth: false), Map.Over(Photo, strength: 1, smooth: false));
        ColorScale scale = new(-9, 9);
        TestImages.AssertSame(Map.ToImage(6, 8, Colormap.Jet, scale), Map.Over(Photo, 1, Colormap.Jet, scale));
    }

    [Fact]
    public void Between_0_and_1_both_are_mixed() => Gen.Double[0, 1].Sample(
        strength =>
        {
            RgbImage above = Map.ToImage(6, 8), mixed = Map.Over(Photo, strength);
            for (int at = 0; at < mixed.Pixels.Length; at++)
                Assert.Equal((1 - strength) * Photo.Pixels[at] + strength * above.Pixels[at], mixed.Pixels[at], 0.51);
        },
        iter: 50);

    [Fact]
    public void Where_the_map_is_nan_the_photo_is_unchanged()
    {
        Heatmap half = new(1, 2, [float.NaN, 1]);
        RgbImage mixed = half.Over(Photo, 1, smooth: false);
        TestImages.AssertSame(Photo.Crop(0, 0, 6, 4), mixed.Crop(0, 0, 6, 4));
        TestImages.AssertSame(RgbImage.Solid(6, 4, Colormap.Viridis.At(0.5)), mixed.Crop(0, 4, 6, 4));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Strength_is_checked(double strength) =>
        Assert.Equal("strength", Assert.Throws<ArgumentOutOfRangeException>(() => Map.Over(Photo, strength)).ParamName);

    [Fact]
    public void The_legend_shows_the_colours_in_use()
    {
        TestImages.AssertSame(Colormap.Gray.ToImage(8, 64), Map.Legend(8, 64));
        TestImages.AssertSame(Colormap.Jet.ToImage(64, 8), Map.Legend(64, 8, Colormap.Jet));
    }
}
