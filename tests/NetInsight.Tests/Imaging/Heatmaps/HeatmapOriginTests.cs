namespace NetInsight.Tests.Imaging.Heatmaps;

/// <summary>Maps that know which rectangle of an image they cover are drawn over that rectangle, and over no other image.</summary>
public sealed class HeatmapOriginTests
{
    private static readonly RgbImage Photo = TestImages.Noise(20, 30);
    private static readonly PixelRectangle Covered = new(4, 10, 8, 12);
    private static readonly Heatmap Map =
        new Heatmap(2, 3, [0, 1, 2, 3, 4, 5], "test", Colormap.Gray).WithOrigin(new HeatmapOrigin(20, 30, Covered));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Over_the_original_the_map_covers_its_rectangle_and_nothing_else(bool smooth)
    {
        RgbImage over = Map.Over(Photo, strength: 1, smooth: smooth), bright = Map.Over(Photo, 1, smooth: smooth, dimOutside: false);
        Assert.Equal((20, 30), (over.Height, over.Width));
        TestImages.AssertSame(Map.ToImage(8, 12, smooth: smooth), over.Crop(4, 10, 8, 12));
        for (int y = 0; y < 20; y++)
        {
            for (int x = 0; x < 30; x++)
            {
                if (y is >= 4 and < 12 && x is >= 10 and < 22)
                    continue;
                RgbColor photo = Photo[y, x];
                Assert.Equal(photo, bright[y, x]);
                Assert.Equal(new RgbColor((byte)(photo.R / 2), (byte)(photo.G / 2), (byte)(photo.B / 2)), over[y, x]);
            }
        }
    }

    [Fact]
    public void Over_an_image_of_the_map_s_own_size_it_covers_all_of_it() =>
        TestImages.AssertSame(Map.ToImage(), Map.Over(TestImages.Noise(2, 3), strength: 1));

    [Fact]
    public void Any_other_image_is_refused_with_the_sizes()
    {
        string message = Assert.Throws<ArgumentException>(() => Map.Over(TestImages.Noise(21, 30))).Message;
        foreach (string size in new[] { "20 x 30", "2 x 3", "21 x 30" })
            Assert.Contains(size, message, StringComparison.Ordinal);
        Assert.Equal(21, Map.WithOrigin(null).Over(TestImages.Noise(21, 30)).Height);
    }

    [Fact]
    public void The_origin_is_kept_by_every_map_made_of_it()
    {
        Assert.Equal(Covered, Map.Origin!.Covered);
        Heatmap[] others =
        [
            Map.Resample(5, 5), Map.WithCaption("other"), Map.WithColormap(Colormap.Jet), Map.WithScale(new ColorScale(0, 9)),
            Map.WithRoundingFloor(0.5),
        ];
        Assert.All(others, other => Assert.Equal(Map.Origin, other.Origin));
        Assert.Null(new Heatmap(1, 1, [0]).Origin);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HeatmapOrigin(1, 1, new PixelRectangle(0, 0, 0, 1)));
    }

    [Fact]
    public void A_map_of_rounding_errors_is_drawn_empty_on_any_scale()
    {
        Heatmap signed = new(1, 3, [-2e-7f, 1e-7f, float.NaN], "", Colormap.RedBlue, ColorScale.Symmetric([-2e-7f]));
        Assert.False(signed.IsWithinRounding);
        Assert.Equal(Colormap.RedBlue.At(0), signed.ToImage()[0, 0]);
        Heatmap empty = signed.WithRoundingFloor(1e-6);
        Assert.True(empty.IsWithinRounding);
        Assert.Equal(new ColorScale(-1e-6, 1e-6), empty.DefaultScale);
        foreach (RgbImage image in new[] { empty.ToImage(), empty.ToImage(scale: new ColorScale(-1e-9, 1e-9)) })
        {
            Assert.Equal((RgbColor.White, RgbColor.White), (image[0, 0], image[0, 1]));
            Assert.Equal(Colormap.NotANumber, image[0, 2]);
        }

        Assert.False(signed.WithRoundingFloor(1.5e-7).IsWithinRounding);
        Assert.Equal(-2e-7f, empty[0, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => signed.WithRoundingFloor(-1));
    }

    [Theory]
    [InlineData(-3.6e-7, 3.6e-7, "-3.6E-7 ... 3.6E-7")]
    [InlineData(0, 1, "0 ... 1")]
    [InlineData(-8.4512, 0.9999999, "-8.451 ... 0.9999999")]
    public void Scales_print_the_digits_they_need(double minimum, double maximum, string expected) =>
        Assert.Equal(expected, new ColorScale(minimum, maximum).ToString());
}
