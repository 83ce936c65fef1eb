using System.Runtime.Intrinsics;

namespace NetInsight.Synthesis.Optimizers;

/// <summary>
/// Sums of products in doubles, over eight lanes whatever the width of the CPU's vectors, so that the bits are the same everywhere.
/// </summary>
/// <remarks>
/// <code>
/// lane:   0 1 2 3 | 4 5 6 7          element i goes to lane i % 8
/// sum:    low       high             products are rounded, then added: no fused multiply-add
/// total:  (low + high), its lanes from 0 to 3, then the remainder of less than 8 elements one by one
/// scalar: sum over i of a[i] * b[i]
/// </code>
/// </remarks>
internal static class LaneSums
{
    private const int Lanes = 8;

    /// <summary>The sum of a[i] * b[i].</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector256<double> low = Vector256<double>.Zero, high = Vector256<double>.Zero;
        int i = 0;
        for (; i <= a.Length - Lanes; i += Lanes)
        {
            (Vector256<double> a0, Vector256<double> a1) = Vector256.Widen(Vector256.Create(a[i..]));
            (Vector256<double> b0, Vector256<double> b1) = Vector256.Widen(Vector256.Create(b[i..]));
            low += a0 * b0;
            high += a1 * b1;
        }

        double sum = Total(low + high);
        for (; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>The sum of a[i] * b[i].</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<double> b)
    {
        Vector256<double> low = Vector256<double>.Zero, high = Vector256<double>.Zero;
        int i = 0;
        for (; i <= a.Length - Lanes; i += Lanes)
        {
            (Vector256<double> a0, Vector256<double> a1) = Vector256.Widen(Vector256.Create(a[i..]));
            low += a0 * Vector256.Create(b[i..]);
            high += a1 * Vector256.Create(b[(i + Lanes / 2)..]);
        }

        double sum = Total(low + high);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>sum[i] += vector[i] * factor.</summary>
    public static void AddScaled(Span<double> sum, ReadOnlySpan<float> vector, double factor)
    {
        int i = 0;
        for (; i <= vector.Length - Lanes; i += Lanes)
        {
            (Vector256<double> v0, Vector256<double> v1) = Vector256.Widen(Vector256.Create(vector[i..]));
            (Vector256.Create<double>(sum[i..]) + v0 * factor).CopyTo(sum[i..]);
            (Vector256.Create<double>(sum[(i + Lanes / 2)..]) + v1 * factor).CopyTo(sum[(i + Lanes / 2)..]);
        }

        for (; i < vector.Length; i++)
            sum[i] += vector[i] * factor;
    }

    private static double Total(Vector256<double> lanes) => lanes[0] + lanes[1] + lanes[2] + lanes[3];
}
