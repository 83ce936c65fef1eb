using CsCheck;

namespace NetInsight.Tests.Imaging.Heatmaps;

public sealed class HeatmapTests
{
    private static readonly float[] Values = [0, 1, 2, 3, 4, 5];
    private static readonly Heatmap Map = new(2, 3, Values, "counts, larger is more");

    [Fact]
    public void Values_and_defaults_are_as_given()
    {
        Assert.Equal((2, 3), (Map.Height, Map.Width));
        Assert.Equal(Values, Map.Values.ToArray());
        Assert.Equal(5, Map[1, 2]);
        Assert.Equal("counts, larger is more", Map.Caption);
        Assert.Same(Colormap.Viridis, Map.DefaultColormap);
        Assert.Equal(new ColorScale(0, 5), Map.DefaultScale);
        Assert.Throws<ArgumentOutOfRangeException>(() => Map[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Map[0, -1]);
    }

    [Fact]
    public void The_map_keeps_its_own_copy()
    {
        float[] values = [1, 2];
        Heatmap map = new(1, 2, values);
        values[0] = 9;
        Assert.Equal(1, map[0, 0]);
    }

    [Fact]
    public void Sizes_are_checked()
    {
        Assert.Equal("values", Assert.Throws<ArgumentException>(() => new Heatmap(2, 2, Values)).ParamName);
        Assert.Equal("height", Assert.Throws<ArgumentOutOfRangeException>(() => new Heatmap(0, 2, [])).ParamName);
        Assert.Equal("values", Assert.Throws<ArgumentException>(() => new Heatmap(65_536, 65_536, [])).ParamName);
        Assert.Equal("caption", Assert.Throws<ArgumentNullException>(() => new Heatmap(2, 3, Values, null!)).ParamName);
    }

    [Fact]
    public void Copies_differ_in_one_thing()
    {
        Heatmap other = Map.WithCaption("x").WithColormap(Colormap.Jet).WithScale(new ColorScale(-1, 9));
        Assert.Equal(("x", Colormap.Jet, new ColorScale(-1, 9)), (other.Caption, other.DefaultColormap, other.DefaultScale));
        Assert.Equal(Values, other.Values.ToArray());
        Assert.Equal(("counts, larger is more", Colormap.Viridis), (Map.Caption, Map.DefaultColormap));
        Assert.Equal("Heatmap 2 x 3: x", other.ToString());
    }

    [Fact]
    public void Resampling_interpolates_between_centres()
    {
        Heatmap wide = new Heatmap(1, 2, [0, 4], "c", Colormap.Jet, new ColorScale(0, 9)).Resample(1, 4);
        Assert.Equal([0, 1, 3, 4], wide.Values.ToArray());
        Assert.Equal(("c", Colormap.Jet, new ColorScale(0, 9)), (wide.Caption, wide.DefaultColormap, wide.DefaultScale));
        Assert.Equal([1, 3], new Heatmap(1, 4, [0, 2, 2, 4]).Resample(1, 2).Values.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Map.Resample(0, 3));
        Assert.Throws<ArgumentException>(() => Map.Resample(65_536, 65_536));
    }

    [Fact]
    public void Resampling_a_plane_gives_the_plane() => Gen.Select(Gen.Int[2, 9], Gen.Int[2, 9], Gen.Int[1, 30], Gen.Int[1, 30]).Sample(
        (height, width, newHeight, newWidth) =>
        {
            float[] plane = [.. Enumerable.Range(0, height * width).Select(at => 3f * (at / width) - 2 * (at % width))];
            Heatmap stretched = new Heatmap(height, width, plane).Resample(newHeight, newWidth);
            for (int i = 0; i < newHeight; i++)
            {
                for (int j = 0; j < newWidth; j++)
                {
                    double row = Math.Clamp((i + 0.5) * height / newHeight - 0.5, 0, height - 1);
                    double column = Math.Clamp((j + 0.5) * width / newWidth - 0.5, 0, width - 1);
                    Assert.Equal(3 * row - 2 * column, stretched[i, j], 1e-4);
                }
            }
        },
        iter: 100);

    [Fact]
    public void The_same_size_gives_the_same_values_even_beside_nan_and_infinity()
    {
        float[] values = [1, float.NaN, float.PositiveInfinity, float.PositiveInfinity];
        Assert.Equal(values, new Heatmap(2, 2, values).Resample(2, 2).Values.ToArray());
        Assert.Equal(float.PositiveInfinity, new Heatmap(2, 2, values).Resample(3, 3)[2, 1]);
    }
}
