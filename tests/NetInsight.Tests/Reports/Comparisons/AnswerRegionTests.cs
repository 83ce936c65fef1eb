namespace NetInsight.Tests.Reports.Comparisons;

/// <summary>The regions that keep and that change an answer, in networks whose answers are known.</summary>
public sealed class AnswerRegionTests
{
    private static readonly Tensor White = new(new Shape(1, 1, 4, 4), [.. Enumerable.Repeat(1f, 16)]);

    /// <summary>
    /// Class 1 wins where the sum of shown weights is above 0. Shown alone, pixel 5 is enough (0.5); hidden, pixels 5 and 6 together decide
    /// (3.5 - 0.5 - 3 is 0, which is not above 0), and the map, which ranks 10 first, must not leave more in them than needed.
    /// </summary>
    [Fact]
    public void The_smallest_regions_of_a_linear_network_are_found()
    {
        float[] weights = new float[16], map = new float[16];
        (weights[5], weights[6]) = (0.5f, 3f);
        (map[10], map[5], map[6]) = (3, 2, 1);
        ComparisonReport report = Compare(weights, map);
        AnswerRegion kept = report.KeptRegion!, flipped = report.FlippedRegion!;
        Assert.Equal([new PixelRectangle(1, 1, 1, 1)], kept.Rectangles);
        Assert.Equal([new PixelRectangle(1, 1, 1, 1), new PixelRectangle(1, 2, 1, 1)], flipped.Rectangles);
        Assert.All([kept, flipped], region => Assert.True(region.IsMinimal));
        Assert.Equal((1 / 16.0, 2 / 16.0), (kept.Share, flipped.Share));
        Assert.True(kept.Contains(1, 1));
        Assert.False(kept.Contains(1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => kept.Contains(4, 0));
        Assert.Equal((0.5, 0.0), (kept.Score, flipped.Score));
        Assert.Equal((1, 0), (kept.Top!.Value.Class, flipped.Top!.Value.Class));
        Assert.Contains("1 of 16 cells", kept.Caption);
        Assert.Contains("class 1 is no longer the class with the largest score", flipped.Caption);
    }

    [Fact]
    public void Regions_are_proved_by_the_network_and_need_each_of_their_cells()
    {
        using Model model = ComparisonNetworks.Rewired();
        ComparisonReport report = Comparison.Compute(model, ComparisonNetworks.TaggedImage(), options: new()
        {
            Methods = [ComparisonMethod.Saliency()],
            RandomizesWeights = false,
            RegionCells = 16,
        });
        Tensor original = model.Prepare(ComparisonNetworks.TaggedImage());
        foreach (AnswerRegion region in new[] { report.KeptRegion!, report.FlippedRegion! })
        {
            Assert.Equal(region.Keeps, IsKept(region.Input));
            Assert.Equal(region.Score, model.Logits(region.Input)[0, ComparisonNetworks.Tagged], Tolerances.FewRoundings * 10);
            Assert.True(region.IsMinimal);
            float fill = 0;
            for (int i = 0; i < original.Count; i++)
            {
                bool isOriginal = region.Contains(i / 32 % 32, i % 32) == region.Keeps;
                fill = isOriginal ? fill : region.Input.AsSpan()[i];
                Assert.True(!isOriginal || region.Input.AsSpan()[i] == original.AsSpan()[i]);
            }

            foreach (PixelRectangle cell in region.Rectangles)
            {
                // Without this cell in the region its pixels are those of the other side.
                Tensor less = region.Input.Clone();
                RgbColor mean = model.Fit(ComparisonNetworks.TaggedImage()).MeanColor();
                Tensor other = region.Keeps ? model.Preprocessing.ToTensor([RgbImage.Solid(32, 32, mean)]) : original;
                for (int i = 0; i < less.Count; i++)
                {
                    (int row, int column) = (i / 32 % 32, i % 32);
                    if (row >= cell.Top && row < cell.Top + cell.Height && column >= cell.Left && column < cell.Left + cell.Width)
                        less.AsSpan()[i] = other.AsSpan()[i];
                }

                Assert.Equal(!region.Keeps, IsKept(less));
            }
        }

        bool IsKept(Tensor input)
        {
            ReadOnlySpan<float> logits = model.Logits(input).AsSpan();
            return logits.IndexOf(logits.ToArray().Max()) == ComparisonNetworks.Tagged;
        }
    }

    /// <summary>Where the fill alone has the answer nothing is needed and nothing decides.</summary>
    [Fact]
    public void An_answer_that_needs_nothing_of_the_image_is_said_so()
    {
        float[] weights = new float[16];
        weights[3] = 2;
        ComparisonReport report = Compare(weights, weights, Fill.White);
        Assert.Equal(0, report.KeptRegion!.CellCount);
        Assert.StartsWith("Nothing of the image is needed", report.KeptRegion.Caption);
        Assert.Null(report.FlippedRegion);
        Assert.Contains("No region decides the answer", report.RegionRemarks);
    }

    /// <summary>A class that is not the network's answer, and is better off without the image, has no region.</summary>
    [Fact]
    public void A_target_that_is_not_the_answer_is_measured_by_half_of_its_value()
    {
        float[] weights = new float[16];
        (weights[3], weights[4]) = (2, 1);
        ComparisonReport other = Compare(weights, weights, target: Target.Class(0));
        Assert.Null(other.KeptRegion);
        Assert.Contains("is not the answer of the network", other.RegionRemarks);

        ComparisonReport unit = Compare(weights, weights, target: Target.Unit("fc", 1));
        Assert.Equal([new PixelRectangle(0, 3, 1, 1)], unit.KeptRegion!.Rectangles);
        Assert.Contains("more than half of the score is kept", unit.KeptRegion.Caption);
        Assert.Equal([new PixelRectangle(0, 3, 1, 1)], unit.FlippedRegion!.Rectangles);
        Assert.Equal(1, unit.FlippedRegion.Score);
    }

    [Fact]
    public void Regions_are_not_searched_where_they_are_not_wanted()
    {
        using Model model = ComparisonNetworks.Weighted(4, 4, [.. Enumerable.Repeat(1f, 16)]);
        ComparisonReport report = Comparison.Compute(
            model, White, options: new() { Methods = [ComparisonMethod.Saliency()], FindsRegions = false, RandomizesWeights = false });
        Assert.Null(report.KeptRegion);
        Assert.Null(report.FlippedRegion);
        Assert.Empty(report.RegionRemarks);
        Assert.True(double.IsNaN(report.Methods[0].RandomizedCorrelation));
    }

    /// <summary>Two rows of pixels have two rows of cells, eight columns the four of the options.</summary>
    [Fact]
    public void A_grid_has_at_most_one_cell_for_each_pixel()
    {
        float[] weights = [.. Enumerable.Range(0, 16).Select(i => i == 13 ? 1f : 0)];
        using Model model = ComparisonNetworks.Weighted(2, 8, weights);
        Tensor white = new(new Shape(1, 1, 2, 8), [.. Enumerable.Repeat(1f, 16)]);
        AnswerRegion region = Comparison.Compute(model, white, options: new()
        {
            Methods = [ComparisonMethod.Of("map", "", (_, _, _, _) => new Heatmap(2, 8, weights))],
            RandomizesWeights = false,
            RegionFill = Fill.Black,
            RegionCells = 4,
        }).KeptRegion!;
        Assert.Equal((2, 8, 2, 4), (region.Height, region.Width, region.CellRows, region.CellColumns));
        Assert.Equal([new PixelRectangle(1, 4, 1, 2)], region.Rectangles);
    }

    private static ComparisonReport Compare(float[] weights, float[] map, Fill? fill = null, Target? target = null)
    {
        using Model model = ComparisonNetworks.Weighted(4, 4, weights);
        return Comparison.Compute(model, White, target, new()
        {
            Methods = [ComparisonMethod.Of("map", "", (_, _, _, _) => new Heatmap(4, 4, map))],
            Deletion = new() { Steps = 16, Fill = Fill.Black },
            Insertion = new() { Steps = 16, Fill = Fill.Black },
            RandomizesWeights = false,
            RegionFill = fill ?? Fill.Black,
            RegionCells = 4,
        });
    }
}
