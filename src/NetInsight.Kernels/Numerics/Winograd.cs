using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetInsight;

/// <summary>
/// The transforms of Winograd's minimal filtering F(4x4, 3x3): 16 outputs of a 3 x 3 convolution by 36 products for each pair of channels, not 144
/// (Lavin and Gray 2015, arXiv:1509.09308, section 4.3). y = A' ((G w G') * (B' x B)) A, where * is element by element.
/// </summary>
/// <remarks>
/// Vectors run over eight channels, whatever the processor has: every lane does the same sums in the same order, so the bits depend neither on the processor's vectors nor on where a tile lies.
/// </remarks>
internal static unsafe class Winograd
{
    /// <summary>Rows and columns of the outputs of a tile.</summary>
    public const int Tile = 4;

    /// <summary>Rows and columns of what a tile sees.</summary>
    public const int Field = 6;

    /// <summary>Channels that are transformed together; numbers of channels must be multiples of it.</summary>
    public const int Lanes = 8;

    /// <summary>Products of a tile.</summary>
    public const int Products = Field * Field;

    /// <summary>G w G' of one 3 x 3 filter, in doubles.</summary>
    public static void Filter(ReadOnlySpan<float> weight, Span<float> target)
    {
        Span<double> half = stackalloc double[Field * 3], column = stackalloc double[Field];
        for (int j = 0; j < 3; j++)
        {
            Filter(weight[j], weight[3 + j], weight[6 + j], column);
            for (int i = 0; i < Field; i++)
                half[i * 3 + j] = column[i];
        }

        for (int i = 0; i < Field; i++)
        {
            Filter(half[i * 3], half[i * 3 + 1], half[i * 3 + 2], column);
            for (int j = 0; j < Field; j++)
                target[i * Field + j] = (float)column[j];
        }
    }

    private static void Filter(double a, double b, double c, Span<double> g)
    {
        g[0] = a / 4;
        g[1] = -(a + b + c) / 6;
        g[2] = -(a - b + c) / 6;
        g[3] = a / 24 + b / 12 + c / 6;
        g[4] = a / 24 - b / 12 + c / 6;
        g[5] = c;
    }

    /// <summary>B' x B of one field, for eight channels.</summary>
    /// <param name="places">Where the channels of the 36 places lie, row by row; zeros stand for a place outside the map.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="target">Where product 0 goes.</param>
    /// <param name="plane">Floats from one product to the next.</param>
    public static void Input(float** places, nint channel, float* target, nint plane)
    {
        Vector256<float>* half = stackalloc Vector256<float>[Products];
        for (int j = 0; j < Field; j++)
        {
            float** column = places + j;
            Input(
                Vector256.Load(column[0] + channel), Vector256.Load(column[Field] + channel), Vector256.Load(column[2 * Field] + channel),
                Vector256.Load(column[3 * Field] + channel), Vector256.Load(column[4 * Field] + channel), Vector256.Load(column[5 * Field] + channel),
                (float*)(half + j), Field * Lanes);
        }

        for (int i = 0; i < Field; i++)
        {
            Vector256<float>* row = half + i * Field;
            Input(row[0], row[1], row[2], row[3], row[4], row[5], target + i * Field * plane, plane);
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

    /// <summary>A' m A of one tile, for eight channels.</summary>
    /// <param name="products">Where product 0 lies.</param>
    /// <param name="plane">Floats from one product to the next.</param>
    /// <param name="target">The 16 outputs, row by row.</param>
    public static void Output(float* products, nint plane, Vector256<float>* target)
    {
        Vector256<float>* half = stackalloc Vector256<float>[Tile * Field];
        nint row = Field * plane;
        for (int j = 0; j < Field; j++)
        {
            float* column = products + j * plane;
            Output(
                Vector256.Load(column), Vector256.Load(column + row), Vector256.Load(column + 2 * row), Vector256.Load(column + 3 * row),
                Vector256.Load(column + 4 * row), Vector256.Load(column + 5 * row), half + j, Field);
        }

        for (int i = 0; i < Tile; i++)
        {
            Vector256<float>* line = half + i * Field;
            Output(line[0], line[1], line[2], line[3], line[4], line[5], target + i * Tile, 1);
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
