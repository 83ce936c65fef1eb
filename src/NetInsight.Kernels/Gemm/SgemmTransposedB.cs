using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Gemm;

/// <summary>
/// GEMM with a transposed right factor in place, y[i, j] = sum over k of a[i, k] * w[j, k]: a fully connected layer whose weights need no
/// packing, at the speed at which memory delivers them.
/// </summary>
/// <remarks>
/// <code>
///   for each 4 rows of w                  a block of them stays in the second-level cache
///     for each block of the depth
///       for each 3 rows of a              12 sums of 8 lanes each in registers
///     reduce: the lanes of each sum, and the products beyond the last whole vector; then alpha and the epilogue
/// </code>
/// A sum has 8 lanes on every CPU, lane l taking the products k = l mod 8 in order; the lanes are added in one fixed order at the end.
/// </remarks>
internal static unsafe class SgemmTransposedB
{
    private const int Lanes = 8;
    private const int Columns = 4;
    private const int Rows = 3;
    private const int BlockDepth = 1024;

    /// <summary>Computes the products, then alpha * sum + bias and ReLU.</summary>
    /// <param name="device">The CPU.</param>
    /// <param name="a">The left factor [rows, depth], contiguous; pinned.</param>
    /// <param name="w">The right factor, transposed, [columns, depth], contiguous; pinned.</param>
    /// <param name="y">The result [rows, columns], contiguous; pinned.</param>
    /// <param name="shape">Rows, columns and depth.</param>
    /// <param name="alpha">A factor of the sums.</param>
    /// <param name="epilogue">Bias and ReLU.</param>
    public static void Compute(CpuDevice device, float* a, float* w, float* y, GemmShape shape, float alpha, Epilogue epilogue)
    {
        (nint left, nint right, nint result) = ((nint)a, (nint)w, (nint)y);
        (int rows, int columns, int depth) = shape;
        device.ForRanges((columns + Columns - 1) / Columns, (long)rows * depth * Columns / 16 + 1, (start, end) =>
        {
            using Scratch sums = new(rows * Columns * Lanes);
            for (int group = start; group < end; group++)
            {
                int first = group * Columns, count = Math.Min(Columns, columns - first);
                Accumulate((float*)left, rows, (float*)right + (nint)first * depth, count, depth, sums.Pointer);

                // Reduce.
                for (int i = 0; i < rows; i++)
                {
                    for (int j = 0; j < count; j++)
                    {
                        float* x = (float*)left + (nint)i * depth, weights = (float*)right + (nint)(first + j) * depth;
                        float sum = Total(sums.Pointer + (i * Columns + j) * Lanes) + Remainder(x, weights, depth);
                        sum *= alpha;
                        ((float*)result)[(nint)i * columns + first + j] = epilogue.Apply(sum, first + j);
                    }
                }
            }
        });
    }

    /// <summary>The lanes of all rows of a with up to four rows of w: sums [rows, 4, 8].</summary>
    private static void Accumulate(float* a, int rows, float* w, int columns, int depth, float* sums)
    {
        new Span<float>(sums, rows * Columns * Lanes).Clear();
        int whole = depth / Lanes * Lanes;
        for (int start = 0; start < whole; start += BlockDepth)
        {
            int length = Math.Min(BlockDepth, whole - start), i = 0;
            if (columns == Columns)
            {
                for (; i + Rows <= rows; i += Rows)
                    Add3x4(a + (nint)i * depth + start, w + start, depth, length, sums + i * Columns * Lanes);
                for (; i < rows; i++)
                    Add1x4(a + (nint)i * depth + start, w + start, depth, length, sums + i * Columns * Lanes);
            }

            for (; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                    Add1x1(a + (nint)i * depth + start, w + (nint)j * depth + start, length, sums + (i * Columns + j) * Lanes);
            }
        }
    }

    /// <summary>Three rows of a with four rows of w: 12 sums of 8 lanes in registers, s[row of a][row of w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add3x4(float* a, float* w, nint depth, int length, float* sums)
    {
        Vector256<float> s00 = Load(sums, 0), s01 = Load(sums, 1), s02 = Load(sums, 2), s03 = Load(sums, 3);
        Vector256<float> s10 = Load(sums, 4), s11 = Load(sums, 5), s12 = Load(sums, 6), s13 = Load(sums, 7);
        Vector256<float> s20 = Load(sums, 8), s21 = Load(sums, 9), s22 = Load(sums, 10), s23 = Load(sums, 11);
        float* w1 = w + depth, w2 = w1 + depth, w3 = w2 + depth, a1 = a + depth, a2 = a1 + depth;
        for (nint k = 0; k < length; k += Lanes)
        {
            Vector256<float> x0 = Vector256.Load(a + k), x1 = Vector256.Load(a1 + k), x2 = Vector256.Load(a2 + k);
            Vector256<float> v = Vector256.Load(w + k);
            s00 = Vector256.MultiplyAddEstimate(x0, v, s00);
            s10 = Vector256.MultiplyAddEstimate(x1, v, s10);
            s20 = Vector256.MultiplyAddEstimate(x2, v, s20);
            v = Vector256.Load(w1 + k);
            s01 = Vector256.MultiplyAddEstimate(x0, v, s01);
            s11 = Vector256.MultiplyAddEstimate(x1, v, s11);
            s21 = Vector256.MultiplyAddEstimate(x2, v, s21);
            v = Vector256.Load(w2 + k);
            s02 = Vector256.MultiplyAddEstimate(x0, v, s02);
            s12 = Vector256.MultiplyAddEstimate(x1, v, s12);
            s22 = Vector256.MultiplyAddEstimate(x2, v, s22);
            v = Vector256.Load(w3 + k);
            s03 = Vector256.MultiplyAddEstimate(x0, v, s03);
            s13 = Vector256.MultiplyAddEstimate(x1, v, s13);
            s23 = Vector256.MultiplyAddEstimate(x2, v, s23);
        }

        Store(sums, 0, s00, s01, s02, s03);
        Store(sums, 4, s10, s11, s12, s13);
        Store(sums, 8, s20, s21, s22, s23);
    }

    /// <summary>One row of a with four rows of w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add1x4(float* a, float* w, nint depth, int length, float* sums)
    {
        Vector256<float> s0 = Load(sums, 0), s1 = Load(sums, 1), s2 = Load(sums, 2), s3 = Load(sums, 3);
        float* w1 = w + depth, w2 = w1 + depth, w3 = w2 + depth;
        for (nint k = 0; k < length; k += Lanes)
        {
            Vector256<float> x = Vector256.Load(a + k);
            s0 = Vector256.MultiplyAddEstimate(x, Vector256.Load(w + k), s0);
            s1 = Vector256.MultiplyAddEstimate(x, Vector256.Load(w1 + k), s1);
            s2 = Vector256.MultiplyAddEstimate(x, Vector256.Load(w2 + k), s2);
            s3 = Vector256.MultiplyAddEstimate(x, Vector256.Load(w3 + k), s3);
        }

        Store(sums, 0, s0, s1, s2, s3);
    }

    /// <summary>One row of a with one row of w.</summary>
    private static void Add1x1(float* a, float* w, int length, float* sums)
    {
        Vector256<float> sum = Load(sums, 0);
        for (nint k = 0; k < length; k += Lanes)
            sum = Vector256.MultiplyAddEstimate(Vector256.Load(a + k), Vector256.Load(w + k), sum);
        sum.Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(float* sums, int index) => Vector256.Load(sums + index * Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* sums, int index, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        a.Store(sums + index * Lanes);
        b.Store(sums + (index + 1) * Lanes);
        c.Store(sums + (index + 2) * Lanes);
        d.Store(sums + (index + 3) * Lanes);
    }

    /// <summary>The sum of the lanes, in one order on every CPU.</summary>
    private static float Total(float* lanes) =>
        (lanes[0] + lanes[4] + (lanes[2] + lanes[6])) + (lanes[1] + lanes[5] + (lanes[3] + lanes[7]));

    /// <summary>The products beyond the last whole vector.</summary>
    private static float Remainder(float* a, float* w, int depth)
    {
        float sum = 0;
        for (int k = depth / Lanes * Lanes; k < depth; k++)
            sum = float.MultiplyAddEstimate(a[k], w[k], sum);
        return sum;
    }
}
