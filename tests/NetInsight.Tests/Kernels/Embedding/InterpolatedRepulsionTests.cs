using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Tests.Kernels;

public sealed class InterpolatedRepulsionTests
{
    private const int Count = 700;

    /// <summary>
    /// Where many points are near each point, as in every map of more than 20,000 points (one or more to a unit of area): the errors of
    /// their forces are random, and what is left is a fiftieth of the forces, root mean square relative to root mean square.
    /// </summary>
    private const double Dense = 2e-2;

    /// <summary>
    /// Where one point is near each point: parabolas through nodes h = 1/3 apart are off by at most h^3 / (9 sqrt 3) times the third
    /// derivative of a pair's force, which is below 8, in each of two directions: 0.038, for a largest force of 0.325.
    /// </summary>
    private const double Sparse = 0.12;

    [Fact]
    public void Forces_are_nearly_the_exact_ones() => Gen.Select(Gen.Double[-5, 1.7], Gen.UInt).Sample(
        (power, seed) =>
        {
            Tensor points = Points(Math.Pow(10, power), seed);
            double tolerance = power < 0.8 ? Dense : Sparse;         // 700 points with a deviation of 10^0.8: one to a unit of area
            (double sum, float[] forces) = Run(new InterpolatedRepulsion(Count), points, 1);
            (double exactSum, float[] exact) = Run(new ExactRepulsion(Count), points, 1);
            Assert.Equal(exactSum, sum, tolerance * exactSum + 1e-2);
            double error = exact.Zip(forces, (a, b) => (double)(a - b) * (a - b)).Sum(), total = exact.Sum(force => (double)force * force);
            Assert.InRange(Math.Sqrt(error / total), 0, tolerance);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public void The_bits_do_not_depend_on_threads()
    {
        Tensor points = Points(30, 7);
        (double sum, float[] forces) = Run(new InterpolatedRepulsion(Count), points, 1);
        (double other, float[] others) = Run(new InterpolatedRepulsion(Count), points, 2);
        Assert.Equal(sum, other);
        Assert.Equal(forces, others);
    }

    [Fact]
    public void The_forward_FFT_equals_the_definition_and_the_inverse_undoes_it()
    {
        const int Side = 16;
        Fft2D transform = new(Side);
        CpuDevice device = new(1);
        ComplexGrid grid = new(Side);
        Pcg32 random = new(1);
        System.Numerics.Complex[] values = new System.Numerics.Complex[Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new((float)random.NextNormal(), (float)random.NextNormal());
            Set(grid, i, values[i]);
        }

        transform.Forward(device, grid, Side);
        for (int u = 0; u < Side; u++)
        {
            for (int v = 0; v < Side; v++)
            {
                System.Numerics.Complex sum = 0;
                for (int i = 0; i < values.Length; i++)
                {
                    double angle = -2 * Math.PI * (u * (i / Side) + v * (i % Side)) / Side;
                    sum += values[i] * System.Numerics.Complex.FromPolarCoordinates(1, angle);
                }

                System.Numerics.Complex actual = Get(grid, Reversed(v) * Side + Reversed(u));      // axes transposed, bits reversed
                Assert.True((sum - actual).Magnitude < 1e-4, $"{u} {v}: {sum}, {actual}");
            }
        }

        transform.Inverse(device, grid, Side);
        for (int i = 0; i < values.Length; i++)
            Assert.True((values[i] - Get(grid, i) / (Side * Side)).Magnitude < 1e-5);

        static int Reversed(int index) => (index & 1) << 3 | (index & 2) << 1 | (index & 4) >> 1 | (index & 8) >> 3;
    }

    private static unsafe void Set(ComplexGrid grid, int at, System.Numerics.Complex value) =>
        (grid.Real[at], grid.Imaginary[at]) = ((float)value.Real, (float)value.Imaginary);

    private static unsafe System.Numerics.Complex Get(ComplexGrid grid, int at) => new(grid.Real[at], grid.Imaginary[at]);

    private static (double Sum, float[] Forces) Run(IRepulsion repulsion, Tensor points, int threads)
    {
        repulsion.Pad(points);
        double sum = repulsion.Compute(new CpuDevice(threads), points);
        float[] forces = new float[2 * Count];
        repulsion.SubtractFrom(0, -1, forces.AsSpan(0, Count), forces.AsSpan(Count));
        return (sum, forces);
    }

    private static Tensor Points(double scale, uint seed)
    {
        Tensor points = new(new Shape(2, (Count + 7) / 8 * 8));
        Pcg32 random = new(seed);
        foreach (ref float value in points.AsSpan())
            value = (float)(scale * random.NextNormal());
        return points;
    }
}
