using CsCheck;
using NetInsight.FeatureSpace.Projection;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.FeatureSpace;

public sealed class MetricsTests
{
    [Fact]
    public void Trustworthiness_is_that_of_the_definition() => Gen.Select(Gen.Int[5, 40], Gen.Int[1, 6], Gen.UInt).Sample(
        (count, width, seed) =>
        {
            Tensor points = Inputs.Rounded(new Shape(count, width), seed), map = Inputs.Rounded(new Shape(count, 2), seed + 1);
            int k = 1 + (int)(seed % (uint)((count - 1) / 2));
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                int[] inSpace = Order(points, i), onMap = Order(map, i);
                sum += onMap.Take(k).Sum(j => Math.Max(0, Array.IndexOf(inSpace, j) + 1 - k));
            }

            Assert.Equal(1 - 2.0 / (count * k * (2.0 * count - 3 * k - 1)) * sum, Metrics.Trustworthiness(points, map, k), 1e-12);
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void A_map_that_equals_the_space_is_trustworthy()
    {
        Tensor points = Inputs.Rounded(new Shape(200, 2), 1);
        Assert.Equal(1, Metrics.Trustworthiness(points, points));
        Assert.Equal(0.5, Metrics.Trustworthiness(points, Inputs.Rounded(new Shape(200, 2), 2)), 0.1);
    }

    [Fact]
    public void The_divergence_is_that_of_the_definition()
    {
        Tensor points = Inputs.Rounded(new Shape(50, 4), 1), map = Inputs.Rounded(new Shape(50, 2), 2);
        double normalizer = 0, sum = 0;
        double Q(int i, int j) => 1 / (1 + Math.Pow(map[i, 0] - map[j, 0], 2) + Math.Pow(map[i, 1] - map[j, 1], 2));
        for (int i = 0; i < 50; i++)
            normalizer += Enumerable.Range(0, 50).Where(j => j != i).Sum(j => Q(i, j));
        foreach ((int row, int column, float weight) in Affinities.Compute(new CpuDevice(1), points, 9, default).Entries())
            sum += weight * Math.Log(weight / (Q(row, column) / normalizer));
        Assert.Equal(sum, Metrics.KlDivergence(points, map, 9), 1e-6);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        Tensor points = Inputs.Rounded(new Shape(20, 3), 1), map = Inputs.Rounded(new Shape(20, 2), 1);
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.Trustworthiness(points, map, 10));
        Assert.Contains("1 to 9 neighbours", error.Message);
        Assert.Throws<ArgumentException>(() => Metrics.Trustworthiness(points, Inputs.Rounded(new Shape(19, 2), 1), 3));
        Assert.Throws<ArgumentException>(() => Metrics.KlDivergence(points, points, 5));
        Assert.Throws<ArgumentException>(() => Metrics.KlDivergence(points, map, 7));
    }

    private static int[] Order(Tensor points, int i)
    {
        return [.. Enumerable.Range(0, points.Shape[0]).Where(j => j != i).OrderBy(Distance).ThenBy(j => j)];

        float Distance(int j) =>
            (float)Math.Sqrt(Enumerable.Range(0, points.Shape[1]).Sum(k => Math.Pow((double)points[i, k] - points[j, k], 2)));
    }
}
