using NetInsight.FeatureSpace.Projection;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.FeatureSpace;

public sealed class TSneTests
{
    [Fact]
    public void Clusters_are_separated()
    {
        (Tensor points, int[] cluster) = Clusters(150, 3, 20);
        TSneMap map = TSne.Compute(points, new() { Perplexity = 10 });
        NearestNeighborTable near = NearestNeighbors.Compute(map.Points, 10);
        for (int i = 0; i < 150; i++)
            Assert.All(near.Indices(i).ToArray(), j => Assert.Equal(cluster[i], cluster[j]));
        Assert.True(map.Divergence is > 0 and < 1, $"divergence {map.Divergence}");
        Assert.Equal(map.Divergence, Metrics.KlDivergence(points, map.Points, 10), 1e-5);
        Assert.Equal(0, map.Points.AsSpan().ToArray().Where((_, i) => i % 2 == 0).Average(), 1e-3);
    }

    [Fact]
    public void One_step_follows_the_gradient_of_the_divergence()
    {
        (Tensor points, _) = Clusters(40, 2, 5);
        CpuDevice device = new(1);
        SparseAttraction attraction = Affinities.Compute(device, points, 8, default);
        Tensor start = Inputs.Rounded(new Shape(40, 2), 3);
        TSneDescent descent = new(device, attraction, new ExactRepulsion(40), start);
        descent.Step(1, 0, 1);
        Tensor moved = descent.Result();
        const double Small = 1e-3;
        for (int at = 0; at < 80; at += 7)
        {
            Tensor more = start.Clone(), less = start.Clone();
            more.AsSpan()[at] += (float)Small;
            less.AsSpan()[at] -= (float)Small;
            double slope = (Metrics.KlDivergence(points, more, 8) - Metrics.KlDivergence(points, less, 8)) / (2 * Small);
            Assert.Equal(-0.8 * slope, moved.AsSpan()[at] - start.AsSpan()[at], 1e-4);       // the first gain is 0.8
        }
    }

    [Fact]
    public void Every_row_of_affinities_has_the_perplexity()
    {
        float[] distances = [.. Enumerable.Range(1, 90).Select(i => MathF.Sqrt(i) * 37)];
        double[] p = new double[90];
        Affinities.Row(distances, Math.Log(30), p);
        Assert.Equal(1, p.Sum(), 1e-12);
        Assert.Equal(Math.Log(30), -p.Sum(x => x * Math.Log(x)), 1e-4);
        Affinities.Row(new float[90], Math.Log(30), p);                     // all equally far: no width gives the perplexity
        Assert.All(p, x => Assert.Equal(1 / 90.0, x, 1e-12));
        float[] twins = [.. Enumerable.Range(0, 90).Select(i => i < 40 ? 0f : 5f)];
        Affinities.Row(twins, Math.Log(30), p);
        Assert.Equal(1, p.Sum(), 1e-12);
        Assert.All(p, x => Assert.False(double.IsNaN(x)));
    }

    [Fact]
    public void Affinities_are_symmetric_and_sum_to_1()
    {
        (Tensor points, _) = Clusters(60, 3, 4);
        SparseAttraction attraction = Affinities.Compute(new CpuDevice(2), points, 6, default);
        Dictionary<(int, int), float> all = attraction.Entries().ToDictionary(entry => (entry.Row, entry.Column), entry => entry.Weight);
        Assert.All(all, entry => Assert.Equal(entry.Value, all[(entry.Key.Item2, entry.Key.Item1)]));
        Assert.DoesNotContain(all.Keys, key => key.Item1 == key.Item2);
        Assert.Equal(1, all.Values.Sum(value => (double)value), 1e-6);
    }

    [Theory]
    [InlineData(TSneInitialization.PrincipalComponents)]
    [InlineData(TSneInitialization.Random)]
    public void The_same_seed_gives_the_same_bits_with_any_number_of_threads(TSneInitialization initialization)
    {
        (Tensor points, _) = Clusters(700, 5, 12);
        TSneOptions options = new() { Iterations = 120, Initialization = initialization, Parallelism = 1 };
        TSneMap one = TSne.Compute(points, options), two = TSne.Compute(points, options with { Parallelism = 2 });
        Assert.Equal(one.Points.AsSpan(), two.Points.AsSpan());
        Assert.Equal(one.Divergence, two.Divergence);
        Assert.NotEqual(one.Points.AsSpan().ToArray(), TSne.Compute(points, options with { Seed = 2 }).Points.AsSpan().ToArray());
    }

    [Fact]
    public void Interpolated_forces_give_an_equally_good_map()
    {
        (Tensor points, _) = Clusters(600, 4, 10);
        TSneOptions options = new() { Iterations = 500 };
        TSneMap exact = TSne.Compute(points, options);
        TSneMap interpolated = TSne.Compute(points, options with { Repulsion = TSneRepulsion.Interpolated });
        Assert.Equal(exact.Divergence, interpolated.Divergence, 0.03 * exact.Divergence);
        Assert.Equal(Metrics.KlDivergence(points, interpolated.Points), interpolated.Divergence, 1e-2);
    }

    [Fact]
    public void Equal_points_give_finite_positions()
    {
        Tensor points = new(new Shape(40, 3));
        TSneMap map = TSne.Compute(points, new() { Perplexity = 5, Iterations = 300 });
        Assert.All(map.Points.AsSpan().ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.True(double.IsFinite(map.Divergence));
    }

    [Fact]
    public void The_digits_map_is_as_good_as_scikit_learns()
    {
        Tensor digits = Digits.Load(SharedFiles.Require(Digits.Images), 2500);
        Tensor reduced = PrincipalComponents.Compute(digits, 50).Transform(digits);
        TSneMap map = TSne.Compute(reduced);
        Assert.True(map.Divergence <= 1.34, $"divergence {map.Divergence}");
        double trustworthiness = Metrics.Trustworthiness(reduced, map.Points, 12);
        Assert.True(trustworthiness >= 0.970, $"trustworthiness {trustworthiness}");
    }

    [Fact]
    public void Progress_reports_the_divergence_and_cancelling_stops_soon()
    {
        (Tensor points, _) = Clusters(200, 3, 8);
        RecordedProgress<TSneProgress> reports = new();
        TSneMap map = TSne.Compute(points, new() { Perplexity = 10, Iterations = 130 }, reports);
        Assert.Equal([50, 100, 130], reports.Seen.Select(report => report.Iteration));
        Assert.Equal(map.Divergence, reports.Seen[^1].Divergence);
        Assert.Equal(1, reports.Seen[^1].Fraction);

        using CancellationTokenSource source = new();
        Stopper stopper = new(source);
        TSneOptions endless = new() { Perplexity = 10, Iterations = 1_000_000 };
        Assert.ThrowsAny<OperationCanceledException>(() => TSne.Compute(points, endless, stopper, source.Token));
        Assert.Equal(1, stopper.Reports);
    }

    [Fact]
    public void A_map_has_a_caption_and_a_figure()
    {
        (Tensor points, int[] cluster) = Clusters(60, 2, 4);
        TSneMap map = TSne.Compute(points, new() { Perplexity = 7.5, Iterations = 60 });
        Assert.Contains("perplexity 7.5, 60 iterations", map.Caption);
        RgbImage image = map.ToImage([.. cluster.Select(c => $"{c}")], new() { Height = 100, Width = 200 });
        Assert.Equal((200, 100), (image.Width, image.Height));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        (Tensor points, _) = Clusters(30, 2, 4);
        ArgumentException error = Assert.Throws<ArgumentException>(() => TSne.Compute(points));
        Assert.Contains("from 1 to 9.67", error.Message);
        Assert.Throws<ArgumentException>(() => TSne.Compute(new Tensor(new Shape(3, 2))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TSneOptions { Perplexity = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TSneOptions { Iterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TSneOptions { EarlyExaggeration = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TSneOptions { FinalMomentum = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TSneOptions { LearningRate = double.NaN });
    }

    internal static (Tensor Points, int[] Cluster) Clusters(int count, int clusters, int width)
    {
        Pcg32 random = new(5);
        Tensor points = new(new Shape(count, width));
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < width; k++)
                points[i, k] = (float)(random.NextNormal() + (k == i % clusters ? 20 : 0));
        }

        return (points, [.. Enumerable.Range(0, count).Select(i => i % clusters)]);
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<TSneProgress>
    {
        public int Reports { get; private set; }

        public void Report(TSneProgress value)
        {
            Reports++;
            source.Cancel();
        }
    }
}
