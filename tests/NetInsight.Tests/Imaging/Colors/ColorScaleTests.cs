using CsCheck;

namespace NetInsight.Tests.Imaging.Colors;

public sealed class ColorScaleTests
{
    [Fact]
    public void Spans_the_finite_values() =>
        Assert.Equal(new ColorScale(-2, 5), ColorScale.Of([3, -2, float.NaN, 5, float.PositiveInfinity, float.NegativeInfinity]));

    [Fact]
    public void Without_finite_values_it_is_zero()
    {
        Assert.Equal(new ColorScale(0, 0), ColorScale.Of([]));
        Assert.Equal(new ColorScale(0, 0), ColorScale.Of([float.NaN, float.PositiveInfinity]));
        Assert.Equal(new ColorScale(0, 0), ColorScale.Symmetric([float.NaN]));
    }

    [Fact]
    public void Symmetric_scales_have_zero_in_the_middle()
    {
        ColorScale scale = ColorScale.Symmetric([1, -4, 2]);
        Assert.Equal(new ColorScale(-4, 4), scale);
        Assert.Equal(0.5, scale.Position(0));
        Assert.Equal(RgbColor.White, Colormap.RedBlue.At(scale.Position(0)));
    }

    [Fact]
    public void Union_holds_both() => Assert.Equal(new ColorScale(-1, 9), new ColorScale(-1, 2).Union(new ColorScale(3, 9)));

    [Fact]
    public void A_constant_map_stands_in_the_middle()
    {
        ColorScale scale = ColorScale.Of([7, 7, 7]);
        Assert.Equal(0.5, scale.Position(7));
        Assert.Equal(0, scale.Position(6.9));
        Assert.Equal(1, scale.Position(7.1));
    }

    [Fact]
    public void Positions_rise_from_0_to_1_and_only_nan_gives_nan() =>
        Gen.Select(Gen.Double[-1e308, 1e308], Gen.Double[-1e308, 1e308], Gen.Double, Gen.Double).Sample((a, b, v, w) =>
        {
            ColorScale scale = new(Math.Min(a, b), Math.Max(a, b));
            (double low, double high) = (scale.Position(Math.Min(v, w)), scale.Position(Math.Max(v, w)));
            return double.IsNaN(v) || double.IsNaN(w)
                ? double.IsNaN(scale.Position(double.NaN))
                : 0 <= low && low <= high && high <= 1;
        });

    [Fact]
    public void The_widest_and_the_smallest_scales_work()
    {
        Assert.Equal(0.5, new ColorScale(-double.MaxValue, double.MaxValue).Position(0));
        ColorScale tiny = new(0, float.Epsilon);
        Assert.Equal((0, 1), (tiny.Position(0), tiny.Position(float.Epsilon)));
        Assert.Equal(0.5, tiny.Position(float.Epsilon / 2.0));
    }

    [Theory]
    [InlineData(double.NaN, 1, "Minimum")]
    [InlineData(0, double.PositiveInfinity, "Maximum")]
    [InlineData(2, 1, "Minimum")]
    public void Ends_must_be_finite_and_in_order(double minimum, double maximum, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new ColorScale(minimum, maximum)).ParamName);
}
