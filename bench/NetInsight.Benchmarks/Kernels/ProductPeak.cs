using System.Diagnostics;
using System.Globalization;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Benchmarks;

/// <summary>Sgemm as a share of the CPU's peak of fused multiply-adds, measured in turn.</summary>
internal static unsafe class ProductPeak
{
    private const int Rounds = 9;

    /// <summary>Prints the best and the median of several rounds, each beside the peak measured just before and after it.</summary>
    public static int Run()
    {
        Console.WriteLine("| product | threads | GFLOP/s | % of peak, median | best |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (int size in new[] { 512, 1024, 2048 })
        {
            foreach (int threads in new[] { 1, 2 })
                Measure(size, threads);
        }

        return 0;
    }

    private static void Measure(int size, int threads)
    {
        CpuDevice device = new(threads);
        float[] values = new float[size * size];
        Array.Fill(values, 0.001f);
        PackedMatrix b = PackedMatrix.Pack(device, values, size, size, size, 1);
        Tensor a = new(new Shape(size, size), values), c = Tensor.Uninitialized(new Shape(size, size));
        List<double> shares = [];
        double fastest = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            double peak = Peak.MultiplyAddsPerSecond(threads);
            long start = Stopwatch.GetTimestamp();
            fixed (float* left = a.AsSpan(), result = c.AsSpan())
                Sgemm.Compute(device, new StridedRows(left, size), size, b, new MatrixRef(result, size), Epilogue.None);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            fastest = Math.Min(fastest, seconds);
            shares.Add((double)size * size * size / seconds / Math.Max(peak, Peak.MultiplyAddsPerSecond(threads)));
        }

        shares.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {size} cubed | {threads} | {2e-9 * size * size * size / fastest:F0} "
            + $"| {100 * shares[Rounds / 2]:F0} | {100 * shares[^1]:F0} |"));
    }
}
