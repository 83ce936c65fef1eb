using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// Chooses the algorithm of a convolution by what each would cost, in products for each pair of channels. The factors are fitted to the table of 22 layers and
/// four batch sizes in bench/RESULTS.md; what they lose there stands beside it.
/// </summary>
internal static class ConvAlgorithmSelector
{
    /// <summary>A product of F(4x4, 3x3) and of F(2x2, 3x3), with its share of the transforms, beside one of the direct form.</summary>
    private const double ProductF4 = 1.7, ProductF2 = 1.3;

    /// <summary>Reading the weights of one product takes as long as multiplying so many places with them.</summary>
    private const int WeightRows = 8;

    /// <summary>The fastest algorithm; Winograd's are for 3 x 3, stride 1, and channels by eights.</summary>
    public static ConvAlgorithm Choose(CpuDevice device, Window window, ConvWeights weights, RegionBatch parts)
    {
        if (device.Precision == Precision.Exact || !Fits(window, weights))
            return ConvAlgorithm.Direct;
        long tilesF4 = 0, tilesF2 = 0;
        for (int index = 0; index < parts.Count; index++)
        {
            tilesF4 += WinogradConv<WinogradF4>.TilesOver(parts[index].Output);
            tilesF2 += WinogradConv<WinogradF2>.TilesOver(parts[index].Output);
        }

        int weightRows = device.IsBatchInvariant ? 0 : WeightRows;
        double direct = 9 * (parts.Positions + weightRows), f4 = 36 * (ProductF4 * tilesF4 + weightRows), f2 = 16 * (ProductF2 * tilesF2 + weightRows);
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
