using NetInsight.Attribution.Gradients;

namespace NetInsight.Tests.Attribution.Gradients;

/// <summary>The nodes of integrated gradients: where they lie, and what they make of functions whose integral is known.</summary>
public sealed class AdaptiveMeshTests
{
    [Fact]
    public void The_first_nodes_are_dense_near_the_baseline()
    {
        AdaptiveMesh mesh = new(0, 1);
        Assert.Equal([0, 1 / 16.0, 1 / 4.0, 9 / 16.0, 1], mesh.First(5));
    }

    [Fact]
    public void Intervals_with_the_largest_gap_are_halved()
    {
        // S is 0 up to 0.2, then grows by 10 a unit: only the interval from 1/16 to 1/4 has a gap.
        AdaptiveMesh mesh = new(0, 1);
        Note(mesh, mesh.First(5), a => 10 * Math.Max(a - 0.2, 0), a => a > 0.2 ? 10 : 0);
        double middle = Math.Pow((0.25 + 0.5) / 2, 2);
        double[] next = mesh.Next(1);
        Assert.Equal([middle], next);
        Note(mesh, next, a => 10 * Math.Max(a - 0.2, 0), a => a > 0.2 ? 10 : 0);
        Assert.Equal([Math.Pow((0.375 + 0.5) / 2, 2)], mesh.Next(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Weights_sum_to_the_length(int first)
    {
        AdaptiveMesh mesh = new(0.5, 1);
        Note(mesh, mesh.First(first), a => a * a, a => 2 * a);
        if (first > 1)
            Note(mesh, mesh.Next(3), a => a * a, a => 2 * a);
        Assert.Equal(0.75, mesh.Weights().Sum(), 1e-12);
    }

    [Fact]
    public void The_integral_of_a_jump_is_found()
    {
        AdaptiveMesh mesh = new(0, 1);
        List<double> nodes = [.. mesh.First(20)];
        Note(mesh, [.. nodes], Score, Slope);
        for (int round = 0; round < 3; round++)
        {
            double[] more = mesh.Next(10);
            Note(mesh, more, Score, Slope);
            nodes.AddRange(more);
        }

        double integral = nodes.Zip(mesh.Weights(), (a, weight) => weight * Slope(a)).Sum();
        Assert.Equal(Score(1), integral, 0.01 * Score(1));

        static double Score(double a) => a < 0.003 ? 200 * a : a < 0.04 ? 0.6 - 5 * (a - 0.003) : 0.415 + 3 * (a - 0.04);

        static double Slope(double a) => a < 0.003 ? 200 : a < 0.04 ? -5 : 3;
    }

    private static void Note(AdaptiveMesh mesh, double[] nodes, Func<double, double> score, Func<double, double> slope)
    {
        foreach (double node in nodes)
            mesh.Add(score(node), slope(node));
    }
}
