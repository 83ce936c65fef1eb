namespace NetInsight;

/// <summary>Which algorithm a convolution is computed by; the figures are measured (bench/RESULTS.md).</summary>
internal static class ConvAlgorithm
{
    /// <summary>Tiles below which reading Winograd's larger weights costs more than its fewer products save.</summary>
    private const int FewestTiles = 12;

    /// <summary>Whether Winograd's transforms are worth it: 3 x 3, stride 1, channels by eights and enough of them and of tiles.</summary>
    public static bool IsWinograd(Precision precision, Window window, ConvWeights weights, FeatureMap output) =>
        precision == Precision.Fast
        && weights.Groups == 1
        && window.Rows is { Kernel: 3, Stride: 1, Dilation: 1 }
        && window.Columns is { Kernel: 3, Stride: 1, Dilation: 1 }
        && weights.Inputs % Winograd.Lanes == 0
        && weights.Outputs % Winograd.Lanes == 0
        && weights.Inputs >= 16
        && weights.Outputs >= 16
        && output.Batch * WinogradConv.TilesOver(output.Height) * WinogradConv.TilesOver(output.Width) >= FewestTiles;
}
