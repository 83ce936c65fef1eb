using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// Sums over two rows in doubles, always in the same order: eight partial sums, term i in sum i mod 8, which are added at the end. The
/// bits do not depend on the width of the CPU's vectors.
/// </summary>
/// <remarks>
/// <code>
///   lanes:     terms 8k .. 8k + 3 in low, 8k + 4 .. 8k + 7 in high: registers
///   remainder: term i to partial sum i mod 8, the scalar equivalent
///   total:     ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7))
/// </code>
/// </remarks>
internal static class DoubleAccumulation
{
    private const int Lanes = 8;

    /// <summary>The term that is summed over pairs of elements.</summary>
    private interface ITerm
    {
        static abstract Vector256<double> Of(Vector256<double> a, Vector256<double> b);

        static abstract double Of(double a, double b);
    }

    /// <summary>The squared distance: sum of (a - b)^2.</summary>
    public static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Sum<SquaredDifference>(a, b);

    /// <summary>The dot product: sum of a * b.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Sum<Product>(a, b);

    /// <summary>The dot product of doubles.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        Vector256<double> low = default, high = default;
        int i = 0;

        // Lanes.
        for (; i <= a.Length - Lanes; i += Lanes)
        {
            low += Vector256.LoadUnsafe(ref x, (nuint)i) * Vector256.LoadUnsafe(ref y, (nuint)i);
            high += Vector256.LoadUnsafe(ref x, (nuint)i + 4) * Vector256.LoadUnsafe(ref y, (nuint)i + 4);
        }

        // Remainder.
        Span<double> sums = stackalloc double[Lanes];
        Spread(low, high, sums);
        for (int lane = 0; i < a.Length; i++, lane++)
            sums[lane] += a[i] * b[i];

        // Total.
        return Total(sums);
    }

    /// <summary>The sum of a term: lanes 0 .. 3 in <c>low</c>, 4 .. 7 in <c>high</c>.</summary>
    private static double Sum<TTerm>(ReadOnlySpan<float> a, ReadOnlySpan<float> b) where TTerm : struct, ITerm
    {
        ref float x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        Vector256<double> low = default, high = default;
        int i = 0;

        // Lanes.
        for (; i <= a.Length - Lanes; i += Lanes)
        {
            (Vector256<double> p, Vector256<double> q) = Vector256.Widen(Vector256.LoadUnsafe(ref x, (nuint)i));
            (Vector256<double> r, Vector256<double> s) = Vector256.Widen(Vector256.LoadUnsafe(ref y, (nuint)i));
            low += TTerm.Of(p, r);
            high += TTerm.Of(q, s);
        }

        // Remainder.
        Span<double> sums = stackalloc double[Lanes];
        Spread(low, high, sums);
        for (int lane = 0; i < a.Length; i++, lane++)
            sums[lane] += TTerm.Of(a[i], b[i]);

        // Total.
        return Total(sums);
    }

    private static void Spread(Vector256<double> low, Vector256<double> high, Span<double> sums)
    {
        low.CopyTo(sums);
        high.CopyTo(sums[4..]);
    }

    private static double Total(Span<double> sums) =>
        ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));

    private readonly struct SquaredDifference : ITerm
    {
        public static Vector256<double> Of(Vector256<double> a, Vector256<double> b) => (a - b) * (a - b);

        public static double Of(double a, double b) => (a - b) * (a - b);
    }

    private readonly struct Product : ITerm
    {
        public static Vector256<double> Of(Vector256<double> a, Vector256<double> b) => a * b;

        public static double Of(double a, double b) => a * b;
    }
}
