using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Tests.FeatureSpace;

namespace NetInsight.Tests.Kernels;

public sealed class SymmetricEigenTests
{
    [Fact]
    public void Values_are_those_of_jacobi_and_vectors_belong_to_them() => Gen.Select(Gen.Int[1, 40], Gen.Int[0, 4], Gen.UInt).Sample(
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
    public void Gram_matrices_of_sparse_points_converge()
    {
        const int Size = 300;                       // as with images whose borders are always black
        Pcg32 random = new(3);
        double[,] points = new double[400, Size], matrix = new double[Size, Size];
        for (int i = 0; i < points.Length; i++)
            points[i / Size, i % Size] = i % Size % 7 < 3 ? (float)random.NextUnit() * Math.Pow(10, -(i % Size % 12)) : 0;
        for (int a = 0; a < Size; a++)
        {
            for (int b = 0; b < Size; b++)
                matrix[a, b] = (float)Enumerable.Range(0, 400).Sum(row => points[row, a] * points[row, b]);
        }

        (double[] values, _) = Solve(matrix, Size, 2);
        Assert.Equal(Enumerable.Range(0, Size).Sum(i => matrix[i, i]), values.Sum(), 1e-10 * values[0]);
    }

    [Fact]
    public void Values_that_are_not_finite_throw() =>
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
            {
                double product = Enumerable.Range(0, size).Sum(j => matrix[i, j] * vectors[k * size + j]);
                Assert.Equal(values[k] * vectors[k * size + i], product, 1e-13 * scale * size);
            }

            for (int other = 0; other <= k; other++)
            {
                double dot = Enumerable.Range(0, size).Sum(i => vectors[k * size + i] * vectors[other * size + i]);
                Assert.Equal(other == k ? 1 : 0, dot, 1e-12 * size);
            }
        }
    }

    /// <summary>Full, of low rank, diagonal, with elements of very different magnitude, or with many rows of zeros.</summary>
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
                    4 => i % 3 == 0 && j % 3 == 0 ? x[i] * x[j] + x[i / 2] * x[j / 2] : i == j && i % 5 == 0 ? 1e-18 : 0,
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
