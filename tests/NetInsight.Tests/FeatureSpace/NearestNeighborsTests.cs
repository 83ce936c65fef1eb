using CsCheck;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.FeatureSpace;

public sealed class NearestNeighborsTests
{
    private static readonly Gen<(int Queries, int Points, int Width, int Count, NeighborMetric Metric, int Kind, uint Seed)> Cases =
        from queries in Gen.Int[1, 40]
        from points in Gen.Int[1, 60]
        from width in Gen.OneOf(Gen.Int[1, 20], Gen.Int[60, 70])
        from count in Gen.Int[1, points]
        from metric in Gen.Enum<NeighborMetric>()
        from kind in Gen.Int[0, 4]
        from seed in Gen.UInt
        select (queries, points, width, count, metric, kind, seed);

    [Fact]
    public void They_are_those_of_the_definition() => Cases.Sample(
        c =>
        {
            Tensor points = Make(c.Points, c.Width, c.Kind, c.Seed), queries = Make(c.Queries, c.Width, c.Kind, c.Seed + 1);
            if (c.Kind == 3)
                points.AsSpan()[..c.Width].CopyTo(queries.AsSpan());         // a query equal to a point
            NearestNeighborTable table = NearestNeighbors.Compute(queries, points, c.Count, new() { Metric = c.Metric });
            AssertDefinition(queries, points, c.Count, c.Metric, false, table);
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void No_point_is_its_own_neighbour_even_among_equals() => Cases.Where(c => c.Points > 1 && c.Count < c.Points).Sample(
        c =>
        {
            Tensor points = Make(c.Points, c.Width, c.Kind, c.Seed);
            NearestNeighborTable table = NearestNeighbors.Compute(points, c.Count, new() { Metric = c.Metric });
            AssertDefinition(points, points, c.Count, c.Metric, true, table);
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void Similar_points_far_from_the_origin_are_distinguished()
    {
        Tensor points = Inputs.Rounded(new Shape(1500, 40), 3);
        for (int i = 0; i < points.Count; i++)
            points.AsSpan()[i] = 1000 + points.AsSpan()[i] / 64;            // |a|^2 + |b|^2 - 2ab in floats would be rounding errors
        AssertDefinition(points, 5);
    }

    [Theory]
    [InlineData(1e-20f)]
    [InlineData(1e18f)]
    [InlineData(3e37f)]
    public void Very_small_and_very_large_values_are_compared_exactly(float scale)
    {
        Tensor points = Inputs.Rounded(new Shape(50, 8), 3);
        foreach (ref float value in points.AsSpan())
            value *= scale;
        AssertDefinition(points, 4);
    }

    [Fact]
    public void Only_equal_points_are_ordered_by_index()
    {
        Tensor points = new(new Shape(3000, 3));
        NearestNeighborTable table = NearestNeighbors.Compute(points, 4);
        Assert.Equal([1, 2, 3, 4], table.Indices(0).ToArray());
        Assert.Equal([0, 1, 2, 3], table.Indices(2999).ToArray());
        Assert.Equal(0, table[5, 0].Distance);
    }

    [Fact]
    public void The_bits_do_not_depend_on_threads()
    {
        Tensor points = Inputs.Rounded(new Shape(2300, 70), 8);
        NearestNeighborTable one = NearestNeighbors.Compute(points, 6, new() { Parallelism = 1 });
        NearestNeighborTable two = NearestNeighbors.Compute(points, 6, new() { Parallelism = 2 });
        for (int i = 0; i < 2300; i++)
        {
            Assert.Equal(one.Indices(i), two.Indices(i));
            Assert.Equal(one.Distances(i), two.Distances(i));
        }
    }

    [Fact]
    public void Overlap_and_agreement_count_what_is_shared()
    {
        NearestNeighborTable a = new(2, 4, 2, NeighborMetric.Euclidean, [1, 2, 0, 2], [0, 1, 0, 1]);
        NearestNeighborTable b = new(2, 4, 2, NeighborMetric.Euclidean, [2, 3, 2, 0], [0, 1, 0, 1]);
        Assert.Equal(0.5, a.Overlap(b, 0, 2));
        Assert.Equal(0.75, a.Overlap(b, 2));
        Assert.Equal(0, a.Overlap(b, 1));
        Assert.Equal(0.75, a.LabelAgreement(["x", "y"], ["y", "x", "x", "y"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => a.Overlap(b, 3));
        Assert.Throws<ArgumentException>(() => a.LabelAgreement(["x"], ["y", "x", "x"]));
        Assert.Throws<ArgumentException>(() => a.LabelAgreement(["x", "y"], ["y", "x"]));
    }

    [Fact]
    public void Hubs_are_points_that_stand_in_many_lists()
    {
        NearestNeighborTable table = new(4, 5, 2, NeighborMetric.Cosine, [1, 4, 0, 4, 4, 1, 4, 2], new float[8], ["a", "b", "c", "d", "e"]);
        Assert.Equal([1, 2, 1, 0, 4], table.Occurrences);
        // Of 1, 2, 1, 0, 4: mean 1.6, variance 1.84, third moment 1.872.
        Assert.Equal(1.872 / Math.Pow(1.84, 1.5), table.Hubness, 1e-12);
        Assert.Equal("The most frequent neighbour, 'e', stands in 4 of 4 lists; 1.6 is the mean.", table.HubCaption);
        NearestNeighborTable equal = new(2, 2, 1, NeighborMetric.Cosine, [1, 0], new float[2]);
        Assert.Equal(0, equal.Hubness);
        Assert.Equal("The most frequent neighbour, point 0, stands in 1 of 2 lists; 1.0 is the mean.", equal.HubCaption);
    }

    [Fact]
    public void Points_of_different_length_have_fewer_hubs_by_cosine_than_by_Euclidean_distance()
    {
        Tensor points = Inputs.Rounded(new Shape(200, 50), 5);
        for (int row = 0; row < 200; row++)
        {
            foreach (ref float value in points.AsSpan().Slice(50 * row, 50))
                value = Math.Max(value, 0) * (1 + row % 20);                // lengths from 1 to 20, as features behind a ReLU differ
        }

        int euclidean = NearestNeighbors.Compute(points, 8).Occurrences.Max();
        int cosine = NearestNeighbors.Compute(points, 8, new() { Metric = NeighborMetric.Cosine }).Occurrences.Max();
        Assert.True(3 * cosine < 2 * euclidean, $"cosine {cosine}, Euclidean {euclidean}");
    }

    [Fact]
    public void Progress_ends_with_everything_done_and_cancelling_stops()
    {
        Tensor points = Inputs.Rounded(new Shape(500, 8), 8);
        RecordedProgress<Progress> reports = new();
        NearestNeighbors.Compute(points, 3, progress: reports);
        Assert.Equal(new { Done = 500, Total = 500 }, new { reports.Seen[^1].Done, reports.Seen[^1].Total });
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => NearestNeighbors.Compute(points, 3, cancellationToken: cancelled));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        Tensor points = Inputs.Rounded(new Shape(5, 3), 1);
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Compute(points, 5));
        Assert.Contains("1 to 4 neighbours beside itself", error.Message);
        Tensor many = new(new Shape(50_000, 1));
        error = Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Compute(many, 49_999));
        Assert.Contains("more than an array", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Compute(points, points, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Compute(points, 0));
        error = Assert.Throws<ArgumentException>(() => NearestNeighbors.Compute(new Tensor(new Shape(1, 2)), points, 1));
        Assert.Equal("queries", error.ParamName);
        Assert.Throws<ArgumentException>(() => NearestNeighbors.Compute(new Tensor(new Shape(3)), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NearestNeighborsOptions { Parallelism = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Compute(points, 2)[5, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Compute(points, 2)[0, 2]);
    }

    /// <summary>By kind: 0 random; 1 integers, many equal; 2 every other row zero; 3 a cluster far from the origin; 4 an outlier.</summary>
    private static Tensor Make(int rows, int width, int kind, uint seed)
    {
        Tensor points = kind == 1 ? Inputs.Exact(new Shape(rows, width), seed, -1, 1) : Inputs.Rounded(new Shape(rows, width), seed);
        for (int i = 0; i < points.Count; i++)
        {
            ref float value = ref points.AsSpan()[i];
            value = kind switch
            {
                2 when i / width % 2 == 0 => 0,
                3 => 5 + value / 4096,
                4 when i < width => value * 1e6f,
                _ => value,
            };
        }

        return points;
    }

    private static void AssertDefinition(Tensor points, int count)
    {
        foreach (NeighborMetric metric in Enum.GetValues<NeighborMetric>())
            AssertDefinition(points, points, count, metric, true, NearestNeighbors.Compute(points, count, new() { Metric = metric }));
    }

    private static void AssertDefinition(
        Tensor queries, Tensor points, int count, NeighborMetric metric, bool excludesSelf, NearestNeighborTable table)
    {
        int width = points.Shape[1];
        for (int i = 0; i < queries.Shape[0]; i++)
        {
            double[] distances = [.. Enumerable.Range(0, points.Shape[0]).Select(j => Distance(queries, i, points, j, width, metric))];
            IEnumerable<int> others = Enumerable.Range(0, distances.Length).Where(j => !excludesSelf || j != i);
            int[] order = [.. others.OrderBy(j => (float)distances[j]).ThenBy(j => j).Take(count)];
            for (int rank = 0; rank < count; rank++)
            {
                (int index, float distance) = table[i, rank];
                double expected = distances[order[rank]], tolerance = 1.2e-7 * expected + (metric == NeighborMetric.Cosine ? 1e-14 : 0);
                Assert.Equal(expected, distance, tolerance);
                Assert.Equal(expected, distances[index], tolerance);        // another order of the sum may swap nearly equal distances
            }

            Assert.Equal(count, table.Indices(i).ToArray().Distinct().Count());
            Assert.False(excludesSelf && table.Indices(i).Contains(i));
        }
    }

    private static double Distance(Tensor queries, int i, Tensor points, int j, int width, NeighborMetric metric)
    {
        double squares = 0, dot = 0, a = 0, b = 0;
        for (int k = 0; k < width; k++)
        {
            double x = queries[i, k], y = points[j, k];
            squares += (x - y) * (x - y);
            dot += x * y;
            a += x * x;
            b += y * y;
        }

        if (metric == NeighborMetric.Euclidean)
            return Math.Sqrt(squares);
        return a == 0 || b == 0 ? 1 : Math.Clamp(1 - dot / (Math.Sqrt(a) * Math.Sqrt(b)), 0, 2);
    }
}
