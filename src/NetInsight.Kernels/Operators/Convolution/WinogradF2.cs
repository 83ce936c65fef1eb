using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// The transforms of Winograd's minimal filtering F(2x2, 3x3): 4 outputs of a 3 x 3 convolution by 16 products for each pair of channels,
/// not 36 (Lavin and Gray 2015, arXiv:1509.09308, section 4.1): for feature maps so small that tiles of 4 x 4 would lie half outside.
/// </summary>
/// <remarks>
/// <code>
///   B' = [ 1  0 -1  0 ]     G = [  1    0    0  ]     A' = [ 1  1  1  0 ]
///        [ 0  1  1  0 ]         [ 1/2  1/2  1/2 ]          [ 0  1 -1 -1 ]
///        [ 0 -1  1  0 ]         [ 1/2 -1/2  1/2 ]
///        [ 0  1  0 -1 ]         [  0    0    1  ]
/// </code>
/// </remarks>
internal readonly unsafe struct WinogradF2 : IWinograd
{
    private const int Side = 4;
    private const int Outputs = 2;

    /// <inheritdoc/>
    public static int Tile => Outputs;

    /// <inheritdoc/>
    public static int Field => Side;

    /// <inheritdoc/>
    public static void Filter(double g0, double g1, double g2, Span<double> target)
    {
        target[0] = g0;
        target[1] = (g0 + g1 + g2) / 2;
        target[2] = (g0 - g1 + g2) / 2;
        target[3] = g2;
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
            Vector256<float> d0 = Vector256.Load(column[0] + channel), d1 = Vector256.Load(column[Side] + channel);
            Vector256<float> d2 = Vector256.Load(column[2 * Side] + channel), d3 = Vector256.Load(column[3 * Side] + channel);
            half[j] = d0 - d2;
            half[Side + j] = d1 + d2;
            half[2 * Side + j] = d2 - d1;
            half[3 * Side + j] = d1 - d3;
        }

        // (B' d) B, row by row, to the planes of the products.
        for (int i = 0; i < Side; i++, target += Side * plane)
        {
            Vector256<float>* row = half + i * Side;
            (row[0] - row[2]).Store(target);
            (row[1] + row[2]).Store(target + plane);
            (row[2] - row[1]).Store(target + 2 * plane);
            (row[1] - row[3]).Store(target + 3 * plane);
        }
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Output(float* products, nint plane, Vector256<float>* target)
    {
        // A' m, column by column.
        Vector256<float>* half = stackalloc Vector256<float>[Outputs * Side];
        nint row = Side * plane;
        for (int j = 0; j < Side; j++, products += plane)
        {
            Vector256<float> m0 = Vector256.Load(products), m1 = Vector256.Load(products + row);
            Vector256<float> m2 = Vector256.Load(products + 2 * row), m3 = Vector256.Load(products + 3 * row);
            half[j] = m0 + m1 + m2;
            half[Side + j] = m1 - m2 - m3;
        }

        // (A' m) A, row by row.
        for (int i = 0; i < Outputs; i++)
        {
            Vector256<float>* line = half + i * Side;
            target[i * Outputs] = line[0] + line[1] + line[2];
            target[i * Outputs + 1] = line[1] - line[2] - line[3];
        }
    }
}
