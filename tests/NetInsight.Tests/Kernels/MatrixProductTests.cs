using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using CsCheck;

namespace NetInsight.Tests.Kernels;

/// <summary>Products with every microkernel: full-range floats, so that roundings happen and their order shows.</summary>
public sealed unsafe class MatrixProductTests
{
    private static Gen<(int Rows, int Depth, int Columns)> Sizes => Gen.Frequency(
        (6, Gen.Select(Gen.Int[1, 30], Gen.Int[0, 60], Gen.Int[1, 70])),
        (1, Gen.Select(Gen.Int[90, 200], Gen.Int[1, 20], Gen.Int[1, 40])),
        (1, Gen.Select(Gen.Int[1, 14], Gen.Int[380, 800], Gen.Int[1, 40])));

    [Fact]
    public void Every_microkernel_gives_the_same_bits() => Gen.Select(Sizes, Gen.UInt, Gen.Bool).Sample(
        (size, seed, relu) =>
        {
            Assert.SkipUnless(Fma.IsSupported || AdvSimd.IsSupported, "Without a fused multiply-add the narrow kernel rounds products.");
            float[][] results = [.. Microkernel.All.Select(kernel => Multiply(kernel, size, seed, relu, threads: 1))];
            foreach (float[] result in results)
                Near.Bits(results[0], result, size);
            Near.Bits(results[0], Multiply(Microkernel.Best, size, seed, relu, threads: 3), size);
        },
        iter: 150,
        threads: 1);

    [Fact]
    public void Every_microkernel_computes_the_definition() => Gen.Select(Sizes, Gen.UInt, Gen.Bool).Sample(
        (size, seed, relu) =>
        {
            (int rows, int depth, int columns) = size;
            float[] a = Numbers(rows * depth, seed), b = Numbers(depth * columns, seed + 1), bias = Numbers(columns, seed + 2);
            double[] defined = Slow.Fill(new Shape(rows, columns), at =>
            {
                double sum = bias[at[1]];
                for (int k = 0; k < depth; k++)
                    sum += (double)a[at[0] * depth + k] * b[k * columns + at[1]];
                return relu ? Math.Max(sum, 0) : sum;
            });
            foreach (Microkernel kernel in Microkernel.All)
                Near.Defined(defined, Multiply(kernel, size, seed, relu, threads: 1), Tolerances.LongSum, $"{kernel.Columns} columns, {size}");
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void A_row_does_not_depend_on_the_rows_around_it() => Gen.Select(Sizes, Gen.UInt).Sample(
        (size, seed) =>
        {
            (int rows, int depth, int columns) = size;
            foreach (Microkernel kernel in Microkernel.All)
            {
                float[] together = Multiply(kernel, size, seed, false, threads: 1), alone = Multiply(kernel, (1, depth, columns), seed, false, threads: 1);
                Near.Bits(alone, together.AsSpan(0, columns), size);
            }
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void Nothing_is_written_beside_the_result()
    {
        const int Rows = 13, Depth = 5, Columns = 19, Stride = 23;
        float[] a = Numbers(Rows * Depth, 1), b = Numbers(Depth * Columns, 2);
        foreach (Microkernel kernel in Microkernel.All)
        {
            float[] c = [.. Enumerable.Repeat(float.NaN, Rows * Stride)];
            PackedMatrix packed = PackedMatrix.Pack(new CpuDevice(1), b, Depth, Columns, Columns, 1, kernel);
            fixed (float* left = a, result = c)
                MatrixProduct.Compute(new CpuDevice(1), new DirectRows(left, Depth), Rows, packed, result, Stride, new Epilogue(null));
            for (int i = 0; i < c.Length; i++)
                Assert.Equal(i % Stride >= Columns, float.IsNaN(c[i]));
        }
    }

    /// <summary>rows * B + bias. The first row is the same for any number of rows.</summary>
    private static float[] Multiply(Microkernel kernel, (int Rows, int Depth, int Columns) size, uint seed, bool relu, int threads)
    {
        (int rows, int depth, int columns) = size;
        float[] a = Numbers(rows * depth, seed), c = new float[rows * columns];
        PackedMatrix b = PackedMatrix.Pack(new CpuDevice(1), Numbers(depth * columns, seed + 1), depth, columns, columns, 1, kernel);
        fixed (float* left = a, result = c)
        {
            MatrixProduct.Compute(
                new CpuDevice(threads), new DirectRows(left, depth), rows, b, result, columns, new Epilogue(Numbers(columns, seed + 2), relu));
        }

        return c;
    }

    private static float[] Numbers(int count, uint seed) => HashFill.Uniform($"numbers{seed}", new Shape(count), -1, 1).AsSpan().ToArray();
}
