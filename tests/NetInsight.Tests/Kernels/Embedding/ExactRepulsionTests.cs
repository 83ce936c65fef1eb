using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Tests.Kernels;

public sealed class ExactRepulsionTests
{
    [Fact]
    public void Forces_and_sum_are_those_of_the_definition() => Gen.Select(Gen.Int[1, 90], Gen.Int[-4, 2], Gen.UInt).Sample(
        (count, power, seed) =>
        {
            (ExactRepulsion repulsion, Tensor points) = Make(count, Math.Pow(10, power), seed);
            double sum = repulsion.Compute(new CpuDevice(1), points);
            float[] x = new float[count], y = new float[count];
            repulsion.SubtractFrom(0, -1, x, y);
            double expected = 0, largest = 0;
            double[] forceX = new double[count], forceY = new double[count];
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < count; j++)
                {
                    double dx = (double)points[0, i] - points[0, j], dy = (double)points[1, i] - points[1, j];
                    double q = 1 / (1 + dx * dx + dy * dy);
                    if (i == j)
                        continue;
                    expected += q;
                    forceX[i] += q * q * dx;
                    forceY[i] += q * q * dy;
                    largest = Math.Max(largest, q * q * Math.Max(Math.Abs(dx), Math.Abs(dy)));
                }
            }

            Assert.Equal(expected, sum, 1e-6 * expected + 1e-12);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(forceX[i], x[i], 1e-6 * largest * count + 1e-20);
                Assert.Equal(forceY[i], y[i], 1e-6 * largest * count + 1e-20);
            }
        },
        iter: 120,
        threads: 1);

    [Fact]
    public void The_bits_do_not_depend_on_threads()
    {
        (ExactRepulsion one, Tensor points) = Make(1003, 10, 4);
        (ExactRepulsion two, _) = Make(1003, 10, 4);
        Assert.Equal(one.Compute(new CpuDevice(1), points), two.Compute(new CpuDevice(2), points));
        float[] x = new float[1003], y = new float[1003], u = new float[1003], v = new float[1003];
        one.SubtractFrom(0, 1, x, y);
        two.SubtractFrom(0, 1, u, v);
        Assert.Equal(x, u);
        Assert.Equal(y, v);
    }

    private static (ExactRepulsion Repulsion, Tensor Points) Make(int count, double scale, uint seed)
    {
        ExactRepulsion repulsion = new(count);
        Tensor points = new(new Shape(2, repulsion.Padded));
        Pcg32 random = new(seed);
        foreach (ref float value in points.AsSpan())
            value = (float)(scale * random.NextNormal());
        repulsion.Pad(points);
        return (repulsion, points);
    }
}
