namespace NetInsight.Attribution.Gradients;

/// <summary>
/// Gauss-Legendre quadrature on [0, 1]: the integral of f is about the sum of weight x f(node); exact for polynomials of degree 2 n - 1.
/// </summary>
internal static class GaussLegendre
{
    /// <summary>Nodes, ascending, and weights, whose sum is 1.</summary>
    /// <param name="count">The number of nodes; positive.</param>
    public static (double[] Nodes, double[] Weights) On01(int count)
    {
        double[] nodes = new double[count], weights = new double[count];
        for (int i = 0; i < (count + 1) / 2; i++)
        {
            // Newton's method from Tricomi's approximation of the i-th largest zero of the Legendre polynomial P_n.
            double x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5)), slope = 1, step = 1;
            for (int iteration = 0; iteration < 100 && Math.Abs(step) > 1e-15; iteration++)
            {
                (double value, slope) = Legendre(count, x);
                step = value / slope;
                x -= step;
            }

            (_, slope) = Legendre(count, x);
            double weight = 1 / ((1 - x * x) * slope * slope);          // half of that on [-1, 1]
            (nodes[i], nodes[count - 1 - i]) = ((1 - x) / 2, (1 + x) / 2);
            weights[i] = weights[count - 1 - i] = weight;
        }

        return (nodes, weights);
    }

    /// <summary>P_n(x) and its derivative, by n P_n = (2 n - 1) x P_(n-1) - (n - 1) P_(n-2).</summary>
    private static (double Value, double Slope) Legendre(int n, double x)
    {
        double before = 1, value = x;
        for (int k = 2; k <= n; k++)
            (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k);
        return (value, n * (x * value - before) / (x * x - 1));
    }
}
