using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetInsight.Benchmarks;

/// <summary>What the CPU can do: fused multiply-adds on registers alone, ten chains at once.</summary>
internal static class Peak
{
    /// <summary>Multiply-adds a second of a number of threads together.</summary>
    public static double MultiplyAddsPerSecond(int threads)
    {
        double best = 0;
        for (int round = 0; round < 5; round++)
        {
            long start = Stopwatch.GetTimestamp();
            const int Steps = 4_000_000;
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Chains(Steps));
            double lanes = Vector512.IsHardwareAccelerated ? 16 : Vector<float>.Count;
            best = Math.Max(best, threads * 10.0 * lanes * Steps / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Chains(int steps)
    {
        if (Vector512.IsHardwareAccelerated)
            Keep(Chains512(steps).ToScalar());
        else
            Keep(ChainsNarrow(steps).ToScalar());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(float value) => GC.KeepAlive(value);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Chains512(int steps)
    {
        Vector512<float> x = Vector512.Create(0.999f), a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x;
        for (int step = 0; step < steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, x);
            b = Vector512.FusedMultiplyAdd(b, x, x);
            c = Vector512.FusedMultiplyAdd(c, x, x);
            d = Vector512.FusedMultiplyAdd(d, x, x);
            e = Vector512.FusedMultiplyAdd(e, x, x);
            f = Vector512.FusedMultiplyAdd(f, x, x);
            g = Vector512.FusedMultiplyAdd(g, x, x);
            h = Vector512.FusedMultiplyAdd(h, x, x);
            i = Vector512.FusedMultiplyAdd(i, x, x);
            j = Vector512.FusedMultiplyAdd(j, x, x);
        }

        return a + b + c + d + e + f + g + h + i + j;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector<float> ChainsNarrow(int steps)
    {
        Vector<float> x = Vector.Create(0.999f), a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x;
        for (int step = 0; step < steps; step++)
        {
            a = Vector.FusedMultiplyAdd(a, x, x);
            b = Vector.FusedMultiplyAdd(b, x, x);
            c = Vector.FusedMultiplyAdd(c, x, x);
            d = Vector.FusedMultiplyAdd(d, x, x);
            e = Vector.FusedMultiplyAdd(e, x, x);
            f = Vector.FusedMultiplyAdd(f, x, x);
            g = Vector.FusedMultiplyAdd(g, x, x);
            h = Vector.FusedMultiplyAdd(h, x, x);
            i = Vector.FusedMultiplyAdd(i, x, x);
            j = Vector.FusedMultiplyAdd(j, x, x);
        }

        return a + b + c + d + e + f + g + h + i + j;
    }
}
