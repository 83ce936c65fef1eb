using NetInsight.Attribution.Gradients;

namespace NetInsight.Tests.Attribution.Gradients;

/// <summary>Gauss-Legendre quadrature on [0, 1].</summary>
public sealed class GaussLegendreTests
{
    [Fact]
    public void Three_nodes_are_those_of_the_textbooks()
    {
        (double[] nodes, double[] weights) = GaussLegendre.On01(3);
        double root = Math.Sqrt(0.6) / 2;
        Assert.Equal([0.5 - root, 0.5, 0.5 + root], nodes, Equal);
        Assert.Equal([5 / 18.0, 8 / 18.0, 5 / 18.0], weights, Equal);

        static bool Equal(double a, double b) => Math.Abs(a - b) < 1e-15;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(1000)]
    public void Polynomials_of_degree_2_n_less_1_are_exact(int count)
    {
        (double[] nodes, double[] weights) = GaussLegendre.On01(count);
        Assert.Equal(nodes.Order(), nodes);
        Assert.All(nodes, node => Assert.InRange(node, 0, 1));
        foreach (int degree in new[] { 0, 1, 2, 3, count, 2 * count - 1 }.Where(degree => degree < 2 * count))
        {
            double integral = nodes.Zip(weights).Sum(pair => pair.Second * Math.Pow(pair.First, degree));
            Assert.Equal(1.0 / (degree + 1), integral, 1e-13);
        }
    }
}
