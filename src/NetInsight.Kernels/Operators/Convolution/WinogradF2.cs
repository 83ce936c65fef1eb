using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// The transforms of Winograd's minimal filtering F(2x2, 3x3): 4 outputs of a 3 x 3 convolution by 16 products for each pair of channels, not 36
/// (Lavin and Gray 2015, arXiv:1509.09308, section 4.1): for maps so small that tiles of 4 x 4 would lie half outside.
/// </summary>
internal readonly unsafe struct WinogradF2 : IWinograd
{
    private const int Side = 4;
    private const int Outputs = 2;

    /// <inheritdoc/>
    public static int Tile => Outputs;

    /// <inheritdoc/>
    public static int Field => Side;

    /// <inheritdoc/>
    public static void Filter(double a, double b, double c, Span<double> g)
    {
        g[0] = a;
        g[1] = (a + b + c) / 2;
        g[2] = (a - b + c) / 2;
        g[3] = c;
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Input(float** places, nint channel, float* target, nint plane)
    {
        Vector256<float>* half = stackalloc Vector256<float>[Side * Side];
        for (int j = 0; j < Side; j++)
        {
            float** column = places + j;
            Vector256<float> a = Vector256.Load(column[0] + channel), b = Vector256.Load(column[Side] + channel);
            Vector256<float> c = Vector256.Load(column[2 * Side] + channel), d = Vector256.Load(column[3 * Side] + channel);
            half[j] = a - c;
            half[Side + j] = b + c;
            half[2 * Side + j] = c - b;
            half[3 * Side + j] = b - d;
        }

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
        Vector256<float>* half = stackalloc Vector256<float>[Outputs * Side];
        nint row = Side * plane;
        for (int j = 0; j < Side; j++, products += plane)
        {
            Vector256<float> a = Vector256.Load(products), b = Vector256.Load(products + row);
            Vector256<float> c = Vector256.Load(products + 2 * row), d = Vector256.Load(products + 3 * row);
            half[j] = a + b + c;
            half[Side + j] = b - c - d;
        }

        for (int i = 0; i < Outputs; i++)
        {
            Vector256<float>* line = half + i * Side;
            target[i * Outputs] = line[0] + line[1] + line[2];
            target[i * Outputs + 1] = line[1] - line[2] - line[3];
        }
    }
}
