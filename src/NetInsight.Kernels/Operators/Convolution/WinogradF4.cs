using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// The transforms of Winograd's minimal filtering F(4x4, 3x3): 16 outputs of a 3 x 3 convolution by 36 products for each pair of channels, not 144
/// (Lavin and Gray 2015, arXiv:1509.09308, section 4.3). y = A' ((G w G') * (B' x B)) A, where * is element by element.
/// </summary>
/// <remarks>
/// Vectors run over eight channels, whatever the processor has: every lane does the same sums in the same order, so the bits depend neither on the processor's vectors nor on where a tile lies.
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
    public static void Filter(double a, double b, double c, Span<double> g)
    {
        g[0] = a / 4;
        g[1] = -(a + b + c) / 6;
        g[2] = -(a - b + c) / 6;
        g[3] = a / 24 + b / 12 + c / 6;
        g[4] = a / 24 - b / 12 + c / 6;
        g[5] = c;
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Input(float** places, nint channel, float* target, nint plane)
    {
        Vector256<float>* half = stackalloc Vector256<float>[Side * Side];
        for (int j = 0; j < Side; j++)
        {
            float** column = places + j;
            Input(
                Vector256.Load(column[0] + channel), Vector256.Load(column[Side] + channel), Vector256.Load(column[2 * Side] + channel),
                Vector256.Load(column[3 * Side] + channel), Vector256.Load(column[4 * Side] + channel), Vector256.Load(column[5 * Side] + channel),
                (float*)(half + j), Side * IWinograd.Lanes);
        }

        for (int i = 0; i < Side; i++)
        {
            Vector256<float>* row = half + i * Side;
            Input(row[0], row[1], row[2], row[3], row[4], row[5], target + i * Side * plane, plane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<float> f, float* target, nint stride)
    {
        Vector256<float> four = Vector256.Create(4f), five = Vector256.Create(-5f);
        Vector256<float> evenInner = Vector256.MultiplyAddEstimate(c, -four, e), oddInner = Vector256.MultiplyAddEstimate(b, -four, d);
        Vector256<float> evenOuter = e - c, oddOuter = d - b + (d - b);
        Vector256.MultiplyAddEstimate(a, four, Vector256.MultiplyAddEstimate(c, five, e)).Store(target);
        (evenInner + oddInner).Store(target + stride);
        (evenInner - oddInner).Store(target + 2 * stride);
        (evenOuter + oddOuter).Store(target + 3 * stride);
        (evenOuter - oddOuter).Store(target + 4 * stride);
        Vector256.MultiplyAddEstimate(b, four, Vector256.MultiplyAddEstimate(d, five, f)).Store(target + 5 * stride);
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Output(float* products, nint plane, Vector256<float>* target)
    {
        Vector256<float>* half = stackalloc Vector256<float>[Outputs * Side];
        nint row = Side * plane;
        for (int j = 0; j < Side; j++)
        {
            float* column = products + j * plane;
            Output(
                Vector256.Load(column), Vector256.Load(column + row), Vector256.Load(column + 2 * row), Vector256.Load(column + 3 * row),
                Vector256.Load(column + 4 * row), Vector256.Load(column + 5 * row), half + j, Side);
        }

        for (int i = 0; i < Outputs; i++)
        {
            Vector256<float>* line = half + i * Side;
            Output(line[0], line[1], line[2], line[3], line[4], line[5], target + i * Outputs, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Output(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<float> f, Vector256<float>* target, int stride)
    {
        Vector256<float> innerSum = b + c, innerDifference = b - c, outerSum = d + e, outerDifference = d - e;
        target[0] = a + innerSum + outerSum;
        target[stride] = Vector256.MultiplyAddEstimate(outerDifference, Vector256.Create(2f), innerDifference);
        target[2 * stride] = Vector256.MultiplyAddEstimate(outerSum, Vector256.Create(4f), innerSum);
        target[3 * stride] = Vector256.MultiplyAddEstimate(outerDifference, Vector256.Create(8f), innerDifference) + f;
    }
}
