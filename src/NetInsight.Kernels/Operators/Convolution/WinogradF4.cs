using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// The transforms of Winograd's minimal filtering F(4x4, 3x3): 16 outputs of a 3 x 3 convolution by 36 products for each pair of channels,
/// not 144 (Lavin and Gray 2015, arXiv:1509.09308, section 4.3). y = A' ((G g G') * (B' d B)) A, where * is element by element.
/// </summary>
/// <remarks>
/// <code>
///   B' = [ 4  0 -5  0  1  0 ]     G = [  1/4    0    0  ]     A' = [ 1  1  1  1  1  0 ]
///        [ 0 -4 -4  1  1  0 ]         [ -1/6 -1/6 -1/6  ]          [ 0  1 -1  2 -2  0 ]
///        [ 0  4 -4 -1  1  0 ]         [ -1/6  1/6 -1/6  ]          [ 0  1  1  4  4  0 ]
///        [ 0 -2 -1  2  1  0 ]         [ 1/24 1/12  1/6  ]          [ 0  1 -1  8 -8  1 ]
///        [ 0  2 -1 -2  1  0 ]         [ 1/24 -1/12 1/6  ]
///        [ 0  4  0 -5  0  1 ]         [   0    0    1   ]
/// </code>
/// Lanes are eight channels on every CPU: each does the same sums in the same order, so the bits depend neither on the CPU's vectors nor on
/// where a tile lies.
/// </remarks>
internal readonly unsafe struct WinogradF4 : IWinograd
{
    private const int Side = 6;
    private const int Outputs = 4;

    /// <inheritdoc/>
    public static int Tile => Outputs;

    /// <inheritdoc/>
    public static int Field => Side;

    /// <inheritdoc/>
    public static void Filter(double g0, double g1, double g2, Span<double> target)
    {
        target[0] = g0 / 4;
        target[1] = -(g0 + g1 + g2) / 6;
        target[2] = -(g0 - g1 + g2) / 6;
        target[3] = g0 / 24 + g1 / 12 + g2 / 6;
        target[4] = g0 / 24 - g1 / 12 + g2 / 6;
        target[5] = g2;
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Input(float** positions, nint channel, float* target, nint plane)
    {
        // B' d, column by column.
        Vector256<float>* half = stackalloc Vector256<float>[Side * Side];
        for (int j = 0; j < Side; j++)
        {
            float** column = positions + j;
            Input(
                Vector256.Load(column[0] + channel), Vector256.Load(column[Side] + channel), Vector256.Load(column[2 * Side] + channel),
                Vector256.Load(column[3 * Side] + channel), Vector256.Load(column[4 * Side] + channel),
                Vector256.Load(column[5 * Side] + channel),
                (float*)(half + j), Side * IWinograd.Lanes);
        }

        // (B' d) B, row by row, to the planes of the products.
        for (int i = 0; i < Side; i++)
        {
            Vector256<float>* row = half + i * Side;
            Input(row[0], row[1], row[2], row[3], row[4], row[5], target + i * Side * plane, plane);
        }
    }

    /// <summary>
    /// B' times one column d0 .. d5; the inner rows (2 and 3) and the outer ones (4 and 5) are sum and difference of an even and an odd
    /// part.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input(
        Vector256<float> d0, Vector256<float> d1, Vector256<float> d2, Vector256<float> d3, Vector256<float> d4, Vector256<float> d5,
        float* target, nint stride)
    {
        Vector256<float> four = Vector256.Create(4f), minusFive = Vector256.Create(-5f);
        Vector256<float> evenInner = Vector256.MultiplyAddEstimate(d2, -four, d4), oddInner = Vector256.MultiplyAddEstimate(d1, -four, d3);
        Vector256<float> evenOuter = d4 - d2, oddOuter = d3 - d1 + (d3 - d1);
        Vector256.MultiplyAddEstimate(d0, four, Vector256.MultiplyAddEstimate(d2, minusFive, d4)).Store(target);
        (evenInner + oddInner).Store(target + stride);
        (evenInner - oddInner).Store(target + 2 * stride);
        (evenOuter + oddOuter).Store(target + 3 * stride);
        (evenOuter - oddOuter).Store(target + 4 * stride);
        Vector256.MultiplyAddEstimate(d1, four, Vector256.MultiplyAddEstimate(d3, minusFive, d5)).Store(target + 5 * stride);
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Output(float* products, nint plane, Vector256<float>* target)
    {
        // A' m, column by column.
        Vector256<float>* half = stackalloc Vector256<float>[Outputs * Side];
        nint row = Side * plane;
        for (int j = 0; j < Side; j++)
        {
            float* column = products + j * plane;
            Output(
                Vector256.Load(column), Vector256.Load(column + row), Vector256.Load(column + 2 * row), Vector256.Load(column + 3 * row),
                Vector256.Load(column + 4 * row), Vector256.Load(column + 5 * row), half + j, Side);
        }

        // (A' m) A, row by row.
        for (int i = 0; i < Outputs; i++)
        {
            Vector256<float>* line = half + i * Side;
            Output(line[0], line[1], line[2], line[3], line[4], line[5], target + i * Outputs, 1);
        }
    }

    /// <summary>A' times one column m0 .. m5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Output(
        Vector256<float> m0, Vector256<float> m1, Vector256<float> m2, Vector256<float> m3, Vector256<float> m4, Vector256<float> m5,
        Vector256<float>* target, int stride)
    {
        Vector256<float> innerSum = m1 + m2, innerDifference = m1 - m2, outerSum = m3 + m4, outerDifference = m3 - m4;
        target[0] = m0 + innerSum + outerSum;
        target[stride] = Vector256.MultiplyAddEstimate(outerDifference, Vector256.Create(2f), innerDifference);
        target[2 * stride] = Vector256.MultiplyAddEstimate(outerSum, Vector256.Create(4f), innerSum);
        target[3 * stride] = Vector256.MultiplyAddEstimate(outerDifference, Vector256.Create(8f), innerDifference) + m5;
    }
}
