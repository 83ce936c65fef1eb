using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NetInsight.Tests;

/// <summary>Comparisons of many values at once, by a stated measure.</summary>
internal static class Near
{
    /// <summary>Shapes are equal, and no difference is above <paramref name="tolerance"/> times the largest magnitude expected.</summary>
    public static void Relative(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double largest = 0;
        foreach (float value in expected.AsSpan())
            largest = Math.Max(largest, Math.Abs(value));
        Absolute(expected.AsSpan(), actual.AsSpan(), tolerance * largest);
    }

    /// <summary>Counts are equal, and no difference is above <paramref name="tolerance"/>; NaN only where NaN is expected.</summary>
    public static void Absolute(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs((double)expected[i] - actual[i]) <= tolerance) && !expected[i].Equals(actual[i]))
                Assert.Fail(
                    $"element {i} of {expected.Length}: expected {expected[i]:G9}, got {actual[i]:G9}; the tolerance is {tolerance:G3}");
        }
    }

    /// <summary>
    /// Shapes are equal, the cosine is above 0.9999, and 99% of the differences are at most <paramref name="tolerance"/> times the largest
    /// magnitude: for gradients at a near tie, where roundings choose the path.
    /// </summary>
    public static void Mostly(Tensor expected, Tensor actual, double tolerance)
    {
        AssertCosine(expected, actual);
        double largest = expected.AsSpan().ToArray().Max(value => Math.Abs((double)value));
        int far = 0;
        for (int i = 0; i < expected.Count; i++)
            far += Math.Abs((double)expected.AsSpan()[i] - actual.AsSpan()[i]) <= tolerance * largest ? 0 : 1;
        Assert.True(far <= 0.01 * expected.Count, $"{far} of {expected.Count} elements differ by more than {tolerance} of {largest:G3}");
    }

    /// <summary>Whether sums round once for each product; without that (x86 before 2013) other near ties are met.</summary>
    public static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>
    /// What several steps along gradients make of an image: <see cref="Mostly"/>, and without a fused multiply-add, where a step that takes
    /// another path at a near tie moves all later ones, the cosine alone.
    /// </summary>
    public static void Steps(Tensor expected, Tensor actual, double tolerance)
    {
        if (HasFusedMultiplyAdd)
            Mostly(expected, actual, tolerance);
        else
            AssertCosine(expected, actual);
    }

    private static void AssertCosine(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double dot = 0, squares = 0, others = 0;
        for (int i = 0; i < expected.Count; i++)
        {
            double a = expected.AsSpan()[i], b = actual.AsSpan()[i];
            (dot, squares, others) = (dot + a * b, squares + a * a, others + b * b);
        }

        Assert.True(dot > 0.9999 * Math.Sqrt(squares * others), $"cosine {dot / Math.Sqrt(squares * others)}");
    }

    /// <summary>
    /// Gradients of a network: <see cref="Relative"/> where the CPU has a fused multiply-add; without one (x86 before 2013) feature maps
    /// differ in their last digits, which chooses another path at near ties: <see cref="Mostly"/>.
    /// </summary>
    public static void Gradient(Tensor expected, Tensor actual)
    {
        if (HasFusedMultiplyAdd)
            Relative(expected, actual, Tolerances.NetworkGradient);
        else
            Mostly(expected, actual, Tolerances.NetworkGradient);
    }

    /// <summary>Pearson's correlation of two series.</summary>
    public static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double n = a.Length, sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sumA += a[i];
            sumB += b[i];
            sumAA += (double)a[i] * a[i];
            sumBB += (double)b[i] * b[i];
            sumAB += (double)a[i] * b[i];
        }

        return (sumAB - sumA * sumB / n) / Math.Sqrt((sumAA - sumA * sumA / n) * (sumBB - sumB * sumB / n));
    }
}
