using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// Chooses the algorithm of a convolution by estimated cost, in multiply-adds for each pair of channels. The factors are fitted to the
/// table of 22 layers and four batch sizes in bench/RESULTS.md, which also lists what the choice loses against the fastest algorithm.
/// </summary>
internal static class ConvAlgorithmSelector
{
    /// <summary>
    /// The cost of a multiply-add of F(4x4, 3x3) and of F(2x2, 3x3), with its share of the transforms, relative to one of the direct form.
    /// </summary>
    private const double CostF4 = 1.7, CostF2 = 1.3;

    /// <summary>Reading the weights of one GEMM takes as long as multiplying them with so many rows.</summary>
    private const int WeightRows = 8;

    /// <summary>The fastest algorithm by estimate. Winograd's need 3 x 3 taps, stride 1, and channels in multiples of eight.</summary>
    public static ConvAlgorithm Choose(CpuDevice device, Window window, ConvWeights weights, RegionBatch regions)
    {
        if (device.Precision == Precision.Exact || !Fits(window, weights))
            return ConvAlgorithm.Direct;
        long tilesF4 = 0, tilesF2 = 0;
        for (int index = 0; index < regions.Count; index++)
        {
            tilesF4 += WinogradConv<WinogradF4>.TilesOver(regions[index].Output);
            tilesF2 += WinogradConv<WinogradF2>.TilesOver(regions[index].Output);
        }

        int weightRows = device.IsBatchInvariant ? 0 : WeightRows;
        double direct = 9 * (regions.Positions + weightRows);
        double f4 = 36 * (CostF4 * tilesF4 + weightRows), f2 = 16 * (CostF2 * tilesF2 + weightRows);
        return f4 < f2 ? f4 < direct ? ConvAlgorithm.WinogradF4 : ConvAlgorithm.Direct
            : f2 < direct ? ConvAlgorithm.WinogradF2 : ConvAlgorithm.Direct;
    }

    private static bool Fits(Window window, ConvWeights weights) =>
        weights.Groups == 1
        && window.Rows is { Kernel: 3, Stride: 1, Dilation: 1 }
        && window.Columns is { Kernel: 3, Stride: 1, Dilation: 1 }
        && weights.Inputs % IWinograd.Lanes == 0
        && weights.Outputs % IWinograd.Lanes == 0
        && weights.Inputs >= 16
        && weights.Outputs >= 16;
}
