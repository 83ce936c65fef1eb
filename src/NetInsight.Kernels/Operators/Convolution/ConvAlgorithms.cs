namespace NetInsight;

/// <summary>Chooses the algorithm of a convolution; the figures are measured (bench/RESULTS.md).</summary>
internal static class ConvAlgorithms
{
    /// <summary>Tiles below which reading Winograd's larger weights costs more than its fewer products save.</summary>
    private const int FewestTiles = 12;

    /// <summary>The fastest algorithm: Winograd's for 3 x 3, stride 1, channels by eights, where there are enough of them and of tiles.</summary>
    public static ConvAlgorithm Choose(CpuDevice device, Window window, ConvWeights weights, MapParts parts)
    {
        if (device.Precision == Precision.Exact || !Fits(window, weights))
            return ConvAlgorithm.Direct;
        int tiles = 0;
        for (int index = 0; index < parts.Count && tiles < FewestTiles; index++)
            tiles += WinogradConv<WinogradF4>.TilesOver(parts[index].Wanted);
        return tiles >= FewestTiles ? ConvAlgorithm.WinogradF4 : ConvAlgorithm.Direct;
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
