using CsCheck;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.FeatureSpace;

public sealed class PrincipalComponentsTests
{
    [Fact]
    public void The_components_are_those_of_the_covariance_by_jacobi() => Gen.Select(Gen.Int[2, 30], Gen.Int[1, 20], Gen.UInt).Sample(
        (rows, width, seed) =>
        {
            Tensor points = Inputs.Rounded(new Shape(rows, width), seed);
            int count = Math.Min(Math.Min(rows - 1, width), 5);
            PrincipalComponentBasis basis = PrincipalComponents.Compute(points, count, new() { Solver = PrincipalComponentsSolver.Exact });
            (double[] values, double[,] vectors) = Jacobi.Solve(Covariance(points));
            for (int k = 0; k < count; k++)
            {
                Assert.Equal(values[k], basis.ExplainedVariance[k], Tolerances.Components * values[0]);
                if (values[k] < 0.2 * values[0] || Gap(values, k) < 0.02 * values[0])
                    continue;                       // a direction is only as well determined as its eigenvalue is separated
                double dot = Enumerable.Range(0, width).Sum(i => vectors[i, k] * basis.Components[k, i]);
                Assert.Equal(1, Math.Abs(dot), 1e-4);
            }

            Assert.Equal(values.Sum(), basis.TotalVariance, Tolerances.Components * values.Sum());
        },
        iter: 60,
        threads: 1);

    [Theory]
    [InlineData(50, 12)]
    [InlineData(12, 50)]
    public void All_components_together_keep_the_points(int rows, int width)
    {
        Tensor points = Inputs.Rounded(new Shape(rows, width), 3);
        foreach (PrincipalComponentsSolver solver in Enum.GetValues<PrincipalComponentsSolver>())
        {
            PrincipalComponentBasis basis = PrincipalComponents.Compute(points, 12, new() { Solver = solver });
            Near.Absolute(points.AsSpan(), basis.InverseTransform(basis.Transform(points)).AsSpan(), 1e-5);
            Assert.Equal(1, basis.ExplainedVarianceRatio.Sum(), 1e-5);
        }
    }

    [Fact]
    public void Components_are_orthonormal_and_their_largest_element_is_positive()
    {
        Tensor points = Inputs.Rounded(new Shape(20, 33), 5);
        for (int i = 0; i < 20; i++)
            points[i, 7] = points[i, 3];            // a direction without variance
        Tensor few = new(new Shape(4, 33), points.AsSpan()[..132]);
        foreach ((Tensor set, int count) in new[] { (points, 20), (few, 4) })       // the last has no variance at all
        {
            foreach (PrincipalComponentsSolver solver in new[] { PrincipalComponentsSolver.Exact, PrincipalComponentsSolver.Randomized })
            {
                Tensor w = PrincipalComponents.Compute(set, count, new() { Solver = solver }).Components;
                for (int i = 0; i < count; i++)
                {
                    for (int j = 0; j <= i; j++)
                        Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, 33).Sum(k => (double)w[i, k] * w[j, k]), 1e-5);
                    float[] row = w.AsSpan().Slice(i * 33, 33).ToArray();
                    Assert.Equal(row.Max(Math.Abs), row.Max());
                }
            }
        }
    }

    [Fact]
    public void Both_solvers_agree_where_a_few_directions_matter()
    {
        Tensor points = Inputs.Rounded(new Shape(300, 200), 6);
        for (int i = 0; i < points.Count; i++)
            points.AsSpan()[i] *= 8f / (1 + i % 200);
        PrincipalComponentBasis exact = PrincipalComponents.Compute(points, 6, new() { Solver = PrincipalComponentsSolver.Exact });
        PrincipalComponentBasis random = PrincipalComponents.Compute(points, 6, new() { Solver = PrincipalComponentsSolver.Randomized });
        for (int k = 0; k < 6; k++)
            Assert.Equal(exact.ExplainedVariance[k], random.ExplainedVariance[k], 1e-4 * exact.ExplainedVariance[0]);
        Near.Relative(exact.Transform(points), random.Transform(points), 1e-2);
    }

    [Theory]
    [InlineData(PrincipalComponentsSolver.Exact)]
    [InlineData(PrincipalComponentsSolver.Randomized)]
    public void The_bits_do_not_depend_on_threads(PrincipalComponentsSolver solver)
    {
        Tensor points = Inputs.Rounded(new Shape(400, 150), 7);
        PrincipalComponentBasis one = PrincipalComponents.Compute(points, 10, new() { Solver = solver, Parallelism = 1 });
        PrincipalComponentBasis two = PrincipalComponents.Compute(points, 10, new() { Solver = solver, Parallelism = 2 });
        Assert.Equal(one.Components.AsSpan(), two.Components.AsSpan());
        Assert.Equal(one.ExplainedVariance, two.ExplainedVariance);
        Assert.Equal(one.Transform(points).AsSpan(), two.Transform(points).AsSpan());
    }

    [Theory]
    [InlineData(PrincipalComponentsSolver.Automatic)]
    [InlineData(PrincipalComponentsSolver.Randomized)]
    public void The_digits_variances_are_those_of_scikit_learn(PrincipalComponentsSolver solver)
    {
        Tensor digits = Digits.Load(SharedFiles.Require(Digits.Images), 2500);
        PrincipalComponentBasis basis = PrincipalComponents.Compute(digits, 50, new() { Solver = solver });
        double[] expected = [0.09599, 0.07555, 0.05832, 0.04971, 0.04847, 0.03981, 0.03245, 0.02744];
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], basis.ExplainedVarianceRatio[k], 1e-4);
    }

    [Theory]
    [InlineData(1e-25f)]
    [InlineData(1e36f)]
    public void The_unit_of_the_points_does_not_matter(float unit)
    {
        Tensor points = Inputs.Rounded(new Shape(30, 6), 2), scaled = points.Clone();
        foreach (ref float value in scaled.AsSpan())
            value *= unit;
        PrincipalComponentBasis expected = PrincipalComponents.Compute(points, 3), basis = PrincipalComponents.Compute(scaled, 3);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(expected.ExplainedVarianceRatio[k], basis.ExplainedVarianceRatio[k], 1e-5);
            Assert.Equal(1, basis.ExplainedVariance[k] / expected.ExplainedVariance[k] / unit / unit, 1e-5);
        }
    }

    [Fact]
    public void Equal_points_have_no_variance()
    {
        Tensor points = new(new Shape(5, 3));
        points.AsSpan().Fill(2);
        PrincipalComponentBasis basis = PrincipalComponents.Compute(points, 2);
        Assert.Equal([0.0, 0.0], basis.ExplainedVarianceRatio);
        Assert.All(basis.Transform(points).AsSpan().ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        Tensor points = Inputs.Rounded(new Shape(5, 3), 1);
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Compute(points, 4));
        Assert.Contains("1 to 3 components", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Compute(points, 0));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Compute(new Tensor(new Shape(5, 3, 1)), 1));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Compute(new Tensor(new Shape(1, 3)), 1));
        Tensor broken = points.Clone();
        broken[4, 1] = float.NaN;
        Assert.Contains("Point 4 holds NaN", Assert.Throws<ArgumentException>(() => PrincipalComponents.Compute(broken, 1)).Message);
        PrincipalComponentBasis basis = PrincipalComponents.Compute(points, 2);
        Assert.Throws<ArgumentException>(() => basis.Transform(new Tensor(new Shape(1, 2))));
        Assert.Throws<ArgumentException>(() => basis.InverseTransform(new Tensor(new Shape(1, 3))));
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => PrincipalComponents.Compute(points, 1, cancellationToken: cancelled));
    }

    private static double Gap(double[] values, int k) => Math.Min(
        k > 0 ? values[k - 1] - values[k] : double.MaxValue,
        k + 1 < values.Length ? values[k] - values[k + 1] : double.MaxValue);

    private static double[,] Covariance(Tensor points)
    {
        int rows = points.Shape[0], width = points.Shape[1];
        double[] mean = [.. Enumerable.Range(0, width).Select(k => Enumerable.Range(0, rows).Average(i => (double)points[i, k]))];
        double[,] result = new double[width, width];
        for (int a = 0; a < width; a++)
        {
            for (int b = 0; b < width; b++)
                result[a, b] = Enumerable.Range(0, rows).Sum(i => (points[i, a] - mean[a]) * (points[i, b] - mean[b])) / (rows - 1);
        }

        return result;
    }
}
