using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.FeatureSpace;

public sealed class GridMapTests
{
    private static readonly RgbImage[] Images =
        [.. Enumerable.Range(0, 12).Select(i => RgbImage.Solid(6, 6, new RgbColor((byte)(20 * i), 100, 50)))];

    [Fact]
    public void Points_on_a_grid_keep_their_cells()
    {
        Tensor points = new(new Shape(12, 2));
        int[] shuffled = [7, 2, 11, 0, 4, 9, 1, 10, 3, 6, 8, 5];
        for (int i = 0; i < 12; i++)
            (points[i, 0], points[i, 1]) = (5 + shuffled[i] % 4 * 3, -2 - shuffled[i] / 4);
        GridMapLayout layout = GridMap.Compute(points, new() { Columns = 4 });
        Assert.Equal((3, 4, 12), (layout.Rows, layout.Columns, layout.Count));
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal((shuffled[i] / 4, shuffled[i] % 4), layout.CellOf(i));
            Assert.Equal(i, layout.PointAt(shuffled[i] / 4, shuffled[i] % 4));
        }

        Assert.True(layout.Cost < 0.5);
        Assert.Equal(1, layout.NeighborPreservation(points, 11));
    }

    [Fact]
    public void No_cell_is_assigned_twice_and_no_swap_of_two_points_lowers_the_cost()
    {
        Tensor points = Inputs.Rounded(new Shape(87, 2), 3);
        RecordedProgress<Progress> reports = new();
        GridMapLayout layout = GridMap.Compute(points, progress: reports);
        Assert.Equal((9, 10), (layout.Rows, layout.Columns));
        Assert.Equal(87, Enumerable.Range(0, 87).Select(layout.CellOf).Distinct().Count());
        Assert.Equal(3, Enumerable.Range(0, 90).Count(cell => layout.PointAt(cell / 10, cell % 10) is null));
        Assert.Equal(87, reports.Seen[^1].Done);
        (float lowX, float highX) = (Column(points, 0).Min(), Column(points, 0).Max());
        (float lowY, float highY) = (Column(points, 1).Min(), Column(points, 1).Max());
        double Cost(int i, (int Row, int Column) cell) =>
            Math.Pow((points[i, 0] - lowX) / (double)(highX - lowX) * 10 - cell.Column - 0.5, 2)
            + Math.Pow(9 - (points[i, 1] - lowY) / (double)(highY - lowY) * 9 - cell.Row - 0.5, 2);
        Assert.Equal(Enumerable.Range(0, 87).Average(i => Cost(i, layout.CellOf(i))), layout.Cost, 1e-5);
        for (int i = 0; i < 87; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double swapped = Cost(i, layout.CellOf(j)) + Cost(j, layout.CellOf(i));
                Assert.True(Cost(i, layout.CellOf(i)) + Cost(j, layout.CellOf(j)) <= swapped + 1e-4);
            }
        }
    }

    [Fact]
    public void Images_are_drawn_in_their_cells_and_seams_between_them()
    {
        Tensor points = new(new Shape(12, 2)), features = new(new Shape(12, 1));
        for (int i = 0; i < 12; i++)
            (points[i, 0], points[i, 1], features[i, 0]) = (i % 4, -i / 4, i % 4 < 2 ? 0 : 7);
        GridMapLayout layout = GridMap.Compute(points, new() { Columns = 4 });
        RgbImage bare = layout.ToImage(Images, 6), seams = layout.ToImage(Images, features, 6);
        Assert.Equal((24, 18), (bare.Width, bare.Height));
        Assert.Equal(Images[6][0, 0], bare[6 + 3, 2 * 6 + 3]);
        Assert.Equal((33, 24), (seams.Width, seams.Height));
        Assert.Equal(17, layout.Seams(features).Length);
        Assert.Equal(new GridSeam(1, 2, true, 7), layout.Seams(features).First(seam => seam.Distance > 0));
        Assert.Equal(new RgbColor(255, 0, 0), seams[2, 9 + 7]);             // between columns 1 and 2
        Assert.Equal(RgbColor.White, seams[2, 7]);
        Assert.Contains("from 0 (white) to 7 (red)", layout.SeamCaption(features));
        Assert.Contains("4 x 3 cells", layout.Caption);
    }

    [Fact]
    public void Points_at_one_position_get_cells_too()
    {
        GridMapLayout layout = GridMap.Compute(new Tensor(new Shape(7, 2)));
        Assert.Equal((3, 3), (layout.Rows, layout.Columns));
        Assert.Equal(7, Enumerable.Range(0, 7).Select(layout.CellOf).Distinct().Count());
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        Assert.Throws<ArgumentException>(() => GridMap.Compute(new Tensor(new Shape(4, 3))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridMapOptions { Columns = 0 });
        GridMapLayout layout = GridMap.Compute(Inputs.Rounded(new Shape(12, 2), 3));
        Assert.Throws<ArgumentException>(() => layout.ToImage(Images[..3]));
        Assert.Throws<ArgumentException>(() => layout.Seams(new Tensor(new Shape(11, 2))));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.CellOf(12));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.PointAt(3, 0));
    }

    private static IEnumerable<float> Column(Tensor points, int axis) => Enumerable.Range(0, points.Shape[0]).Select(i => points[i, axis]);
}
