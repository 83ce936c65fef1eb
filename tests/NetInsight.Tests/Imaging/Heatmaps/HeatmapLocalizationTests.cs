namespace NetInsight.Tests.Imaging.Heatmaps;

/// <summary>Where a map's evidence lies, in pixels of the original image.</summary>
public sealed class HeatmapLocalizationTests
{
    private static readonly Heatmap Map = new(2, 3, [1, -5, 2, 0, float.NaN, 5]);

    /// <summary>The map over rows 4 to 11 and columns 10 to 21 of 20 x 30 pixels: cells of 4 x 4.</summary>
    private static readonly Heatmap Placed = Map.WithOrigin(new HeatmapOrigin(20, 30, new PixelRectangle(4, 10, 8, 12)));

    [Fact]
    public void The_share_is_that_of_what_is_positive()
    {
        Assert.Equal(1, Map.ShareInside(new PixelRectangle(0, 0, 2, 3)));
        Assert.Equal(0.125, Map.ShareInside(new PixelRectangle(0, 0, 2, 2)));
        Assert.Equal(0.625, Map.ShareInside(new PixelRectangle(1, 1, 1, 2)));
        Assert.Equal(0.625, Map.ShareInside(new PixelRectangle(1, 1, 50, 60)));          // beyond the edges
    }

    [Fact]
    public void Boxes_are_given_in_the_original_s_pixels_and_cut_cells()
    {
        Assert.Equal(0.625, Placed.ShareInside(new PixelRectangle(8, 18, 4, 4)));
        Assert.Equal(0.625 / 4, Placed.ShareInside(new PixelRectangle(10, 20, 10, 10)), 12);      // a quarter of the last cell
        Assert.Equal(0, Placed.ShareInside(new PixelRectangle(0, 0, 3, 30)));                     // not covered by the map
        Assert.Equal(1, Placed.ShareInside(new PixelRectangle(0, 0, 20, 30)), 12);
    }

    [Fact]
    public void Boxes_that_overlap_count_once()
    {
        PixelRectangle last = new(8, 18, 4, 4), right = new(4, 18, 8, 4), first = new(4, 10, 4, 4);
        Assert.Equal(0.875, Placed.ShareInside([last, right]), 12);
        Assert.Equal(1, Placed.ShareInside([right, last, first, right]), 12);
    }

    [Fact]
    public void The_peak_is_the_largest_value_s_position()
    {
        HeatmapPeak peak = Placed.Peak();
        Assert.Equal(new HeatmapPeak(10, 20, 5), peak);
        Assert.True(peak.IsInside(new PixelRectangle(8, 18, 4, 4)));
        Assert.False(peak.IsInside(new PixelRectangle(8, 18, 2, 4)));
        Assert.Equal(new HeatmapPeak(1, 2, 5), Map.Peak());
    }

    // An occlusion's values are equal under a window.
    [Fact]
    public void Of_equal_values_the_middle_one_is_the_peak()
    {
        float[] values = new float[25];
        for (int i = 0; i < 9; i++)
            values[(1 + i / 3) * 5 + 2 + i % 3] = 7;
        Assert.Equal(new HeatmapPeak(2, 3, 7), new Heatmap(5, 5, values).Peak());
    }

    [Fact]
    public void Values_are_taken_about_the_neutral_one()
    {
        Heatmap means = new Heatmap(1, 4, [3, 4, 6, 3]).WithNeutral(3);
        Assert.Equal(0.75, means.ShareInside(new PixelRectangle(0, 2, 1, 2)));
        Assert.Equal(2, means.Peak().Column);
        Assert.True(means.WithRoundingFloor(3).IsWithinRounding);
        Assert.False(means.WithRoundingFloor(2.9).IsWithinRounding);
        Assert.Equal(3, means.WithCaption("kept").Neutral);
        Assert.Throws<ArgumentOutOfRangeException>(() => means.WithNeutral(double.NaN));
    }

    [Fact]
    public void A_map_without_evidence_and_boxes_without_pixels_are_refused()
    {
        PixelRectangle all = new(0, 0, 1, 2);
        foreach (Heatmap map in new[] { new Heatmap(1, 2, [0, -1]), new Heatmap(1, 2, [1e-7f, 0]).WithRoundingFloor(1e-6) })
        {
            Assert.Contains("no evidence", Assert.Throws<InvalidOperationException>(() => map.ShareInside(all)).Message);
            Assert.Contains("no evidence", Assert.Throws<InvalidOperationException>(() => map.Peak()).Message);
        }

        PixelRectangle[] outside = [new(0, 0, 0, 5), new(2, 0, 5, 5), new(-9, 0, 9, 5)];
        foreach (PixelRectangle box in outside)
            Assert.Contains("outside the image", Assert.Throws<ArgumentException>(() => Map.ShareInside(box)).Message);
        Assert.Throws<ArgumentException>(() => Map.ShareInside([]));
        Assert.Throws<ArgumentNullException>(() => Map.ShareInside(null!));
    }

    [Fact]
    public void Hatched_positions_are_drawn_in_stripes_of_no_colour()
    {
        Heatmap map = new Heatmap(8, 8, [.. Enumerable.Repeat(1f, 64)], "", Colormap.RedBlue, new ColorScale(-1, 1))
            .WithHatching([.. Enumerable.Range(0, 64).Select(i => i % 8 >= 4)]);
        Assert.True(map.IsHatched(0, 4) && !map.IsHatched(0, 3));
        foreach (RgbImage image in new[] { map.ToImage(), map.ToImage(32, 32), map.Over(TestImages.Noise(32, 32), strength: 1), Larger() })
        {
            RgbColor red = Colormap.RedBlue.At(1);
            int half = image.Width / 2;
            RgbColor[] left = [.. Colors(image, 0, half)], right = [.. Colors(image, half, image.Width)];
            Assert.All(left, color => Assert.Equal(red, color));
            Assert.Equal([red, RgbColor.White], right.Distinct().OrderBy(color => color == RgbColor.White));
            Assert.InRange(right.Count(color => color == red), right.Length / 3, right.Length * 2 / 3);
        }

        Assert.Throws<ArgumentException>(() => map.WithHatching([true]));

        RgbImage Larger() => map.Resample(16, 16).WithCaption("kept").ToImage();
    }

    /// <summary>Where a map shrinks, the hatched position nearest to a new one's centre counts: of 9, the second of each three.</summary>
    [Fact]
    public void Hatching_is_resampled_by_nearest_neighbour()
    {
        Heatmap map = new Heatmap(1, 9, new float[9]).WithHatching([.. Enumerable.Range(0, 9).Select(i => i == 4)]);
        Heatmap smaller = map.Resample(1, 3);
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(column => smaller.IsHatched(0, column)));
    }

    private static IEnumerable<RgbColor> Colors(RgbImage image, int from, int to) =>
        Enumerable.Range(0, image.Height).SelectMany(row => Enumerable.Range(from, to - from).Select(column => image[row, column]));
}
