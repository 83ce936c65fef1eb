using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Evaluation.Localization;

public sealed class PointingGameTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Point_and_hits_equal_the_reference(int index)
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/pointing-game");
        Heatmap map = new(24, 20, HashFill.Uniform($"pointing.map.{index}", new Shape(24, 20), 0, 1).AsSpan());
        int[] box = [.. reference[$"box.{index}"].AsSpan().ToArray().Select(value => (int)value)];
        Tensor point = reference[$"point.{index}"], result = reference[$"result.{index}"];

        PointingGameScore wide = PointingGame.Compute(map, new PixelRectangle(box[0], box[1], box[2], box[3]));
        PointingGameScore narrow = PointingGame.Compute(
            map, new PixelRectangle(box[0], box[1], box[2], box[3]), new PointingGameOptions { Tolerance = 1 });

        Assert.Equal(((int)point.AsSpan()[0], (int)point.AsSpan()[1]), (wide.Row, wide.Column));
        Assert.Equal(Math.Sqrt(result.AsSpan()[2]), wide.Distance, Tolerances.FewRoundings);
        Assert.Equal((result.AsSpan()[0] != 0, result.AsSpan()[1] != 0), (narrow.IsHit, wide.IsHit));
    }

    [Fact]
    public void Energy_is_the_share_of_positive_values_inside()
    {
        Heatmap map = new(2, 3, [1, 2, -4, 3, float.NaN, 2]);
        PointingGameScore score = PointingGame.Compute(map, new PixelRectangle(0, 1, 2, 2), new PointingGameOptions { Tolerance = 1 });
        Assert.Equal((1, 0), (score.Row, score.Column));
        Assert.Equal(1, score.Distance);
        Assert.False(score.IsHit);
        Assert.Equal(4 / 8.0, score.Energy);
        Assert.Equal(4 / 6.0, score.RegionShare);
        Assert.Contains("1 positions have no finite value", score.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_counts_where_it_is_above_0_at_any_size()
    {
        Heatmap map = new(4, 4, [.. Enumerable.Range(0, 16).Select(i => (float)i)]);
        PointingGameScore score = PointingGame.Compute(map, new Heatmap(2, 2, [0, 0, 0, 0.1f]));
        Assert.Equal((10 + 11 + 14 + 15) / 120.0, score.Energy, Tolerances.FewRoundings);
        Assert.Equal((3, 3, true), (score.Row, score.Column, score.IsHit));
    }

    [Fact]
    public void Boxes_of_the_original_are_found_by_the_maps_origin()
    {
        // Rows 10 to 29 and columns 20 to 39 of an image of 50 x 60, by cells of 10 x 10.
        Heatmap map = new Heatmap(2, 2, [1, 2, 3, 4]).WithOrigin(new HeatmapOrigin(50, 60, new PixelRectangle(10, 20, 20, 20)));
        PointingGameOptions original = new() { Plane = RegionPlane.OriginalImage, Tolerance = 1 };
        PointingGameScore score = PointingGame.Compute(map, new PixelRectangle(20, 30, 30, 30), original);
        Assert.Equal((0.4, 0.25, true), (score.Energy, score.RegionShare, score.IsHit));
        Assert.Equal(0.4, PointingGame.Compute(map, Mask(50, 60, 25, 35), original).Energy);
        ArgumentException outside = Assert.Throws<ArgumentException>(() =>
            PointingGame.Compute(map, new PixelRectangle(40, 30, 5, 5), original));
        Assert.Contains("rows 10 to 29", outside.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PointingGame.Compute(map.WithOrigin(null), new PixelRectangle(0, 0, 5, 5), original));

        static Heatmap Mask(int height, int width, int row, int column)
        {
            float[] values = new float[height * width];
            values[row * width + column] = 1;
            return new Heatmap(height, width, values);
        }
    }

    [Fact]
    public void Nothing_positive_constant_and_empty_maps_are_said()
    {
        PixelRectangle box = new(0, 0, 1, 1);
        PointingGameScore negative = PointingGame.Compute(new Heatmap(1, 2, [-2, -1]), box);
        Assert.True(double.IsNaN(negative.Energy));
        Assert.Contains("no value is positive", negative.Caption, StringComparison.Ordinal);
        Assert.Contains("points nowhere", PointingGame.Compute(new Heatmap(1, 2, [1, 1]), box).Caption, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PointingGame.Compute(new Heatmap(1, 2, [float.NaN, float.NaN]), box));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointingGameOptions { Tolerance = 0 });
    }

    [Fact]
    public void The_neutral_value_of_an_attribution_is_no_evidence()
    {
        using Model model = SmallNetworks.Color(24, 24);
        RiseMap map = Rise.Compute(model, HashFill.Image("pointing", 1, 24), options: new RiseOptions { Masks = 20 });
        PointingGameScore score = PointingGame.Compute(map, new PixelRectangle(0, 0, 24, 12));
        double[] evidence = [.. map.Heatmap.Values.ToArray().Select(value => Math.Max(value - map.MeanScore, 0))];
        double left = evidence.Where((_, i) => i % 24 < 12).Sum();
        Assert.Equal(left / evidence.Sum(), score.Energy, Tolerances.FewRoundings);
    }
}
