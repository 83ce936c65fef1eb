namespace NetInsight.Tests.Imaging.Colors;

public sealed class ColormapTests
{
    // Ends and middles as matplotlib has them: matplotlib.colors.to_hex(cmap(p)).
    [Theory]
    [InlineData("viridis", 0, "#440154")]
    [InlineData("viridis", 0.5, "#21918C")]
    [InlineData("viridis", 1, "#FDE725")]
    [InlineData("inferno", 0, "#000004")]
    [InlineData("inferno", 0.5, "#BC3754")]
    [InlineData("inferno", 1, "#FCFFA4")]
    [InlineData("jet", 0, "#000080")]
    [InlineData("jet", 0.5, "#7DFF7A")]
    [InlineData("jet", 1, "#800000")]
    [InlineData("gray", 0, "#000000")]
    [InlineData("gray", 0.5, "#808080")]
    [InlineData("gray", 1, "#FFFFFF")]
    [InlineData("redblue", 0.5, "#FFFFFF")]
    public void Colours_are_those_published(string name, double position, string expected) =>
        Assert.Equal(expected, Named(name).At(position).ToString());

    [Fact]
    public void Red_is_positive_and_blue_is_negative()
    {
        RgbColor negative = Colormap.RedBlue.At(0.1), positive = Colormap.RedBlue.At(0.9);
        Assert.True(negative.B > negative.R + 50);
        Assert.True(positive.R > positive.B + 50);
        for (double p = 0; p < 0.5; p += 0.01)
            Assert.InRange(Lightness(Colormap.RedBlue.At(p)) - Lightness(Colormap.RedBlue.At(1 - p)), -6, 6);
    }

    [Theory]
    [InlineData("viridis")]
    [InlineData("inferno")]
    [InlineData("gray")]
    public void Lightness_rises_all_the_way(string name)
    {
        double before = -1;
        for (int entry = 0; entry < 256; entry++)
        {
            double lightness = Lightness(Named(name).At((entry + 0.5) / 256));
            Assert.True(lightness > before - 0.15, $"entry {entry}: {lightness} after {before}");
            before = Math.Max(before, lightness);
        }
    }

    [Fact]
    public void Positions_outside_take_the_ends_and_nan_has_its_own_colour() => Assert.All(Colormap.All, map =>
    {
        Assert.Equal(map.At(0), map.At(-3));
        Assert.Equal(map.At(0), map.At(double.NegativeInfinity));
        Assert.Equal(map.At(1), map.At(double.PositiveInfinity));
        Assert.Equal(new RgbColor(128, 128, 128), map.At(double.NaN));
    });

    [Fact]
    public void Names_are_different() =>
        Assert.Equal(["viridis", "inferno", "jet", "gray", "redblue"], Colormap.All.Select(map => map.Name));

    [Fact]
    public void Bars_run_from_left_to_right_and_from_bottom_to_top() => Assert.All(Colormap.All, map =>
    {
        RgbImage lying = map.ToImage(4, 100), standing = map.ToImage(100, 4);
        Assert.Equal((100, 4, 4, 100), (lying.Width, lying.Height, standing.Width, standing.Height));
        Assert.Equal((map.At(0), map.At(1)), (lying[3, 0], lying[0, 99]));
        Assert.Equal((map.At(0), map.At(1)), (standing[99, 3], standing[0, 0]));
        Assert.Equal(lying[1, 40], standing[59, 2]);
        Assert.Equal(map.At(0.5), map.ToImage(1, 1)[0, 0]);
    });

    private static Colormap Named(string name) => Colormap.All.Single(map => map.Name == name);

    /// <summary>CIE L* of an sRGB colour, 0 to 100.</summary>
    private static double Lightness(RgbColor color)
    {
        double luminance = 0.2126 * Linear(color.R) + 0.7152 * Linear(color.G) + 0.0722 * Linear(color.B);
        return luminance > 0.008856 ? 116 * Math.Cbrt(luminance) - 16 : 903.3 * luminance;

        static double Linear(byte level) =>
            level / 255.0 <= 0.04045 ? level / 255.0 / 12.92 : Math.Pow((level / 255.0 + 0.055) / 1.055, 2.4);
    }
}
