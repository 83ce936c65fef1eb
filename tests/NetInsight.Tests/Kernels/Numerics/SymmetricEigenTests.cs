using CsCheck;
using NetInsight.Tests.Features;

namespace NetInsight.Tests.Kernels.Numerics;

public sealed class SymmetricEigenTests
{
    [Fact]
    public void Values_are_those_of_jacobi_and_vectors_belong_to_them() => Gen.Select(Gen.Int[1, 40], Gen.Int[0, 3], Gen.UInt).Sample(
        (size, kind, seed) => Check(Matrix(size, kind, seed), size, 1),
        iter: 100,
        threads: 1);

    [Fact]
    public void The_bits_do_not_depend_on_threads()
    {
        const int Size = 150;
        double[,] matrix = Matrix(Size, 0, 9);
        Assert.Equal(Solve(matrix, Size, 1).Vectors, Solve(matrix, Size, 2).Vectors);
        Check(matrix, Size, 2);
    }

    [Fact]
    public void Numbers_that_are_none_end_with_an_exception() =>
        Assert.Throws<ArithmeticException>(() => Solve(new[,] { { 1.0, double.NaN, 0 }, { double.NaN, 1, 2 }, { 0, 2, 1 } }, 3, 1));

    private static void Check(double[,] matrix, int size, int threads)
    {
        (double[] values, double[] vectors) = Solve(matrix, size, threads);
        double[] expected = Jacobi.Solve(matrix).Values;
        double scale = Math.Max(expected.Max(Math.Abs), 1e-300);
        for (int k = 0; k < size; k++)
        {
            Assert.Equal(expected[k], values[k], 1e-13 * scale * size);
            for (int i = 0; i < size; i++)
                Assert.Equal(values[k] * vectors[k * size + i], Enumerable.Range(0, size).Sum(j => matrix[i, j] * vectors[k * size + j]), 1e-13 * scale * size);
            for (int other = 0; other <= k; other++)
                Assert.Equal(other == k ? 1 : 0, Enumerable.Range(0, size).Sum(i => vectors[k * size + i] * vectors[other * size + i]), 1e-12 * size);
        }
    }

    /// <summary>Full, of low rank, diagonal, or with numbers of very different size.</summary>
    private static double[,] Matrix(int size, int kind, uint seed)
    {
        Pcg32 random = new(seed);
        double[,] matrix = new double[size, size];
        double[] x = [.. Enumerable.Range(0, size).Select(_ => random.NextNormal())];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = kind switch
                {
                    1 => x[i] * x[j],
                    2 => i == j ? x[i] : 0,
                    3 => random.NextNormal() * Math.Pow(10, -(i + j) / 8.0),
                    _ => random.NextNormal(),
                };
                matrix[i, j] = matrix[j, i] = value;
            }
        }

        return matrix;
    }

    private static (double[] Values, double[] Vectors) Solve(double[,] matrix, int size, int threads)
    {
        double[] flat = [.. matrix.Cast<double>()], values = new double[size], vectors = new double[size * size];
        SymmetricEigen.Compute(new CpuDevice(threads), flat, size, size, values, vectors);
        return (values, vectors);
    }
}
