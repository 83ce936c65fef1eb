using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Tests.Kernels;

public sealed class InterpolatedRepulsionTests
{
    private const int Count = 700;

    /// <summary>
    /// Where a point feels many others, as in every map of more than 20,000 points (one or more to a unit of area): the errors of their forces are random, and what is
    /// left is a fiftieth of the forces, root mean square beside root mean square.
    /// </summary>
    private const double Dense = 2e-2;

    /// <summary>
    /// Where a point feels one other: parabolas through nodes h = 1/3 apart are off by at most h^3 / (9 sqrt 3) times the third derivative of a pair's force, which is
    /// below 8, in each of two directions: 0.038, beside a largest force of 0.325.
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
            Assert.InRange(Math.Sqrt(exact.Zip(forces, (a, b) => (double)(a - b) * (a - b)).Sum() / exact.Sum(force => (double)force * force)), 0, tolerance);
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
    public void Forth_is_the_transform_of_the_definition_and_back_undoes_it()
    {
        const int Side = 16;
        Fft2D transform = new(Side);
        CpuDevice device = new(1);
        ComplexGrid plane = new(Side);
        Pcg32 random = new(1);
        System.Numerics.Complex[] values = new System.Numerics.Complex[Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new((float)random.NextNormal(), (float)random.NextNormal());
            Set(plane, i, values[i]);
        }

        transform.Forward(device, plane, Side);
        for (int u = 0; u < Side; u++)
        {
            for (int v = 0; v < Side; v++)
            {
                System.Numerics.Complex sum = 0;
                for (int i = 0; i < values.Length; i++)
                    sum += values[i] * System.Numerics.Complex.FromPolarCoordinates(1, -2 * Math.PI * (u * (i / Side) + v * (i % Side)) / Side);
                System.Numerics.Complex actual = Get(plane, Reversed(v) * Side + Reversed(u));      // axes exchanged, bits reversed
                Assert.True((sum - actual).Magnitude < 1e-4, $"{u} {v}: {sum}, {actual}");
            }
        }

        transform.Inverse(device, plane, Side);
        for (int i = 0; i < values.Length; i++)
            Assert.True((values[i] - Get(plane, i) / (Side * Side)).Magnitude < 1e-5);

        static int Reversed(int place) => (place & 1) << 3 | (place & 2) << 1 | (place & 4) >> 1 | (place & 8) >> 3;
    }

    private static unsafe void Set(ComplexGrid plane, int at, System.Numerics.Complex value) => (plane.Real[at], plane.Imaginary[at]) = ((float)value.Real, (float)value.Imaginary);

    private static unsafe System.Numerics.Complex Get(ComplexGrid plane, int at) => new(plane.Real[at], plane.Imaginary[at]);

    private static (double Sum, float[] Forces) Run(IRepulsion repulsion, Tensor points, int threads)
    {
        repulsion.Pad(points);
        double sum = repulsion.Compute(new CpuDevice(threads), points);
        float[] forces = new float[2 * Count];
        repulsion.TakeFrom(0, -1, forces.AsSpan(0, Count), forces.AsSpan(Count));
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
