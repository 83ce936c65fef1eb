using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// Every algorithm on the 3 x 3 convolutions of published networks, in turn, with cold weights: the table behind
/// <see cref="ConvAlgorithmSelector"/>.
/// </summary>
internal static unsafe class AlgorithmTable
{
    private const int Rounds = 200;
    private const double SecondsEach = 1;
    private const int CacheFloats = 6_000_000;

    private static readonly (int Inputs, int Outputs, int Size)[] Layers =
    [
        (16, 64, 55), (32, 128, 27), (48, 192, 13), (64, 256, 13), (64, 64, 56), (128, 128, 28), (256, 256, 14), (512, 512, 14),
        (512, 512, 7), (128, 32, 56), (128, 32, 28), (128, 32, 14), (128, 32, 7), (96, 128, 14), (112, 224, 14), (160, 320, 7),
        (192, 384, 7), (256, 256, 13),
        (256, 256, 4), (64, 64, 4), (64, 64, 8), (256, 256, 8),
    ];

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<int> threads = new("--threads") { Description = "Threads.", DefaultValueFactory = _ => 2 };
        RootCommand command = new("Direct, F(4x4, 3x3) and F(2x2, 3x3) on the convolutions of published networks.") { threads };
        command.SetAction(parsed =>
        {
            Console.WriteLine("| channels | feature map | batch | direct ms | F(4x4) ms | F(2x2) ms "
                + "| fastest | chosen | chosen / fastest |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
            foreach ((int inputs, int outputs, int size) in Layers)
            {
                foreach (int batch in new[] { 1, 2, 4, 8 })
                    Measure(parsed.GetValue(threads), inputs, outputs, size, batch);
            }

            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private static void Measure(int threads, int inputs, int outputs, int size, int batch)
    {
        CpuDevice device = new(threads);
        Tensor x = HashFill.Uniform("x", new Shape(batch, size, size, inputs), -1, 1);
        Tensor y = Tensor.Uninitialized(new Shape(batch, size, size, outputs));
        ConvWeights weights = new(HashFill.Uniform("w", new Shape(outputs, inputs, 3, 3), -1, 1), 1, null);
        Window window = Window.Square(3, padding: 1);
        RegionBatch regions = RegionBatch.Whole(FeatureMap.OfNhwc(y.Shape));
        Epilogue epilogue = new(new float[outputs], Relu: true);
        ConvPackedCpu direct = new(window, weights, epilogue);
        PackedMatrix[] f4 = weights.WinogradF4(device), f2 = weights.WinogradF2(device);
        double[] best = [double.MaxValue, double.MaxValue, double.MaxValue];
        float[] cache = new float[CacheFloats];
        fixed (float* from = x.AsSpan(), to = y.AsSpan())
        {
            DirtyFeatureMaps maps = new(from, FeatureMap.OfNhwc(x.Shape), null);
            ConvDestination target = new(new MatrixRef(to, outputs), default);
            Stopwatch all = Stopwatch.StartNew();
            for (int round = 0; round < Rounds && all.Elapsed.TotalSeconds < SecondsEach; round++)
            {
                for (int algorithm = 0; algorithm < best.Length; algorithm++)
                {
                    cache.AsSpan().Fill(round);             // evicts the weights, as the other layers of a network do
                    long start = Stopwatch.GetTimestamp();
                    if (algorithm == (int)ConvAlgorithm.WinogradF4)
                        WinogradConv<WinogradF4>.Compute(device, window, maps, regions, f4, epilogue, target);
                    else if (algorithm == (int)ConvAlgorithm.WinogradF2)
                        WinogradConv<WinogradF2>.Compute(device, window, maps, regions, f2, epilogue, target);
                    else
                        direct.ForwardRegions(new CpuDevice(threads, Precision.Exact), x, null, regions, null, y);
                    best[algorithm] = Math.Min(best[algorithm], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        int chosen = (int)ConvAlgorithmSelector.Choose(device, window, weights, regions), fastest = Array.IndexOf(best, best.Min());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {inputs} to {outputs} | {size} x {size} | {batch} | {best[0]:F3} | {best[1]:F3} | {best[2]:F3} "
            + $"| {(ConvAlgorithm)fastest} | {(ConvAlgorithm)chosen} | {best[chosen] / best[fastest]:F2} |"));
    }
}
