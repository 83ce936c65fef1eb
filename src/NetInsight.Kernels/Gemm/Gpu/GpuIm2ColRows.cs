namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// A window along one axis of a feature map: output o reads inputs o * Stride - Before + t * Dilation for t = 0 .. Kernel - 1.
/// </summary>
/// <param name="Input">Extent of the input.</param>
/// <param name="Output">Extent of the output.</param>
/// <param name="Kernel">Number of taps.</param>
/// <param name="Stride">Input positions between neighbouring outputs.</param>
/// <param name="Dilation">Input positions between neighbouring taps.</param>
/// <param name="Before">Padding before the input.</param>
internal readonly record struct Im2ColAxis(int Input, int Output, int Kernel, int Stride, int Dilation, int Before)
{
    /// <summary>One tap on one position.</summary>
    public static Im2ColAxis One => new(1, 1, 1, 1, 1, 0);
}

/// <summary>
/// The left factor of a GEMM on the GPU: a matrix, or the virtual im2col matrix of an NHWC feature map,
/// [images x output positions, kernel height x kernel width x channels of the group].
/// </summary>
/// <param name="Count">The number of rows.</param>
/// <param name="IsMatrix">
/// 1 where every row is contiguous and none touches padding: a matrix, or a window of one tap without padding.
/// </param>
/// <param name="Rows">The window's vertical axis; of a matrix, one tap on a map of one position, each row being an image.</param>
/// <param name="Columns">The window's horizontal axis.</param>
/// <param name="InputChannels">Channels of the feature map.</param>
/// <param name="Channels">Channels of the group.</param>
/// <param name="First">The first channel of the group.</param>
internal readonly record struct GpuIm2ColRows(
    int Count, int IsMatrix, Im2ColAxis Rows, Im2ColAxis Columns, int InputChannels, int Channels, int First)
{
    /// <summary>The rows of a contiguous matrix [rows, depth].</summary>
    public static GpuIm2ColRows OfMatrix(int rows, int depth) => new(rows, 1, Im2ColAxis.One, Im2ColAxis.One, depth, depth, 0);

    /// <summary>
    /// The offset of a window's corner in the feature map; negative where the first image's window begins in the padding.
    /// </summary>
    public int OriginOf(int row) =>
        (ImageOf(row) * (Rows.Input * Columns.Input) + TopOf(row) * Columns.Input + LeftOf(row)) * InputChannels + First;

    /// <summary>The feature map's row at the corner of a window.</summary>
    public int TopOf(int row) => (row - ImageOf(row) * (Rows.Output * Columns.Output)) / Columns.Output * Rows.Stride - Rows.Before;

    /// <summary>The feature map's column at the corner of a window.</summary>
    public int LeftOf(int row) => row % Columns.Output * Columns.Stride - Columns.Before;

    /// <summary>The tap and channel at an index of the depth.</summary>
    public GpuTap TapOf(int depth)
    {
        int tap = depth / Channels, row = tap / Columns.Kernel;
        return new GpuTap(row * Rows.Dilation, (tap - row * Columns.Kernel) * Columns.Dilation, depth - tap * Channels);
    }

    /// <summary>Whether a tap lies on the feature map, and not in the padding, for the window with this corner.</summary>
    public bool IsInside(GpuTap tap, int top, int left)
    {
        int i = top + tap.Row, j = left + tap.Column;
        return i >= 0 && i < Rows.Input && j >= 0 && j < Columns.Input;
    }

    private int ImageOf(int row) => row / (Rows.Output * Columns.Output);
}
