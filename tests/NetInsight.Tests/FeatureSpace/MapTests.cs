using NetInsight.Imaging.Heatmaps;

namespace NetInsight.Tests.FeatureSpace;

/// <summary>Figures of maps: dots and thumbnails.</summary>
public sealed class MapTests
{
    private static readonly Tensor Corners = new(new Shape(3, 2), [0, 0, 10, 0, 10, 10]);

    private static readonly RgbImage[] Images =
        [RgbImage.Solid(8, 8, new(200, 0, 0)), RgbImage.Solid(4, 16, new(0, 200, 0)), RgbImage.Solid(90, 90, new(0, 0, 200))];

    [Fact]
    public void Dots_lie_where_points_are_the_second_axis_upwards()
    {
        ScatterMap map = Scatter.Compute(Corners, ["b", "a", "b"], new() { Height = 120, Width = 100, Swatches = false });
        RgbImage figure = map.ToImage();
        Assert.Equal((100, 120), (figure.Width, figure.Height));
        Assert.Equal([new LegendEntry("b", map.Legend[0].Color, 2), new LegendEntry("a", map.Legend[1].Color, 1)], map.Legend);
        Assert.Equal(map.Legend[0].Color, figure[102, 7]);      // lower left: margin 7, one scale for both axes
        Assert.Equal(map.Legend[1].Color, figure[102, 92]);
        Assert.Equal(map.Legend[0].Color, figure[17, 92]);
        Assert.Equal(RgbColor.White, figure[17, 7]);
        Assert.Contains($"b {map.Legend[0].Color} (2)", map.Caption);
        Assert.Equal(map.Legend[0].Color, Scatter.Compute(Corners, ["b", "a", "b"]).ToImage()[8, 8]);
        Assert.Equal(30, Enumerable.Range(0, 30).Select(CategoryColors.At).Distinct().Count());
    }

    [Fact]
    public void One_point_and_points_in_a_line_are_drawn_too()
    {
        Tensor one = new(new Shape(1, 2), [3, 4]), line = new(new Shape(2, 2), [1, 5, 1, 9]), equal = new(new Shape(2, 2));
        ScatterOptions options = new() { Height = 65, Width = 65, Radius = 40 };
        foreach (Tensor points in new[] { one, line, equal })
            Assert.NotEqual(RgbColor.White, Scatter.Compute(points, null, options).ToImage()[32, 32]);
    }

    [Fact]
    public void Thumbnails_lie_at_their_points()
    {
        RgbImage figure = Thumbnails.Compute(Corners, Images, new() { Height = 100, Width = 100, ThumbnailSize = 16 }).ToImage();
        Assert.Equal(new RgbColor(200, 0, 0), figure[89, 10]);
        Assert.Equal(new RgbColor(0, 200, 0), figure[89, 89]);
        Assert.Equal(new RgbColor(0, 0, 200), figure[10, 89]);
        Assert.Equal(RgbColor.White, figure[50, 50]);
        Tensor same = new(new Shape(3, 2));
        Assert.Equal(new RgbColor(200, 0, 0), Thumbnails.Compute(same, Images, new() { SkipsCovered = true }).ToImage()[800, 800]);
        Assert.Equal(new RgbColor(0, 0, 200), Thumbnails.Compute(same, Images).ToImage()[800, 800]);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        Tensor solid = new(new Shape(3, 3));
        Assert.Throws<ArgumentException>(() => Scatter.Compute(solid));
        Assert.Throws<ArgumentException>(() => Scatter.Compute(Corners, ["a"]));
        Assert.Throws<ArgumentException>(() => Thumbnails.Compute(Corners, Images[..2]));
        NamedImage[] named = [.. Images.Select((image, i) => new NamedImage($"{i}", image))];
        Assert.Equal(Thumbnails.Compute(Corners, Images).ToImage().Pixels, Thumbnails.Compute(Corners, named).ToImage().Pixels);
        Assert.Throws<ArgumentException>("images", () => Thumbnails.Compute(Corners, named[..2]));
        GridMapLayout grid = GridMap.Compute(Corners);
        Assert.Equal(grid.ToImage(Images).Pixels, grid.ToImage(named).Pixels);
        Assert.Equal(grid.ToImage(Images, Corners).Pixels, grid.ToImage(named, Corners).Pixels);
        RgbImage[] incomplete = [.. Images[..2], null!];
        foreach (Action draw in new Action[]
        {
            () => Thumbnails.Compute(Corners, incomplete),
            () => GridMap.Compute(Corners).ToImage(incomplete),
            () => Scatter.Compute(Corners, ["a", "b", null!]),
        })
            Assert.Contains("Element 2 of the", Assert.Throws<ArgumentException>(draw).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScatterOptions { Width = 3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScatterOptions { Radius = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThumbnailsOptions { ThumbnailSize = 2 });
    }
}
