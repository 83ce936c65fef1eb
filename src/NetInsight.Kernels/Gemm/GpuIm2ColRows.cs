using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Gemm;

/// <summary>A number of the depth of a product, as a window's tap: how far from the window's corner, and where it lies among the numbers.</summary>
internal readonly record struct Im2ColTap(int Down, int Right, int Offset);

/// <summary>
/// The rows of a product's left factor: those of a matrix, or the windows of maps. Row (n, i, j) holds what output (i, j) of picture n sees, tap row
/// by tap row, tap by tap, channel by channel.
/// </summary>
/// <param name="Count">The number of rows.</param>
/// <param name="IsMatrix">1 where every row is one straight run of numbers, none outside: a matrix, or a window of one tap without padding.</param>
/// <param name="Window">The window; of a matrix, one tap on maps of one place, rows being pictures.</param>
/// <param name="Channels">Channels that take part.</param>
/// <param name="First">The first of them.</param>
internal readonly record struct GpuIm2ColRows(int Count, int IsMatrix, GpuWindow Window, int Channels, int First)
{
    /// <summary>The rows of a matrix.</summary>
    public static GpuIm2ColRows OfMatrix(int rows, int depth)
    {
        FeatureMap map = new(rows, 1, 1, depth);
        return new GpuIm2ColRows(rows, 1, new GpuWindow(WindowAxis.One, WindowAxis.One, map, map), depth, 0);
    }

    /// <summary>The windows of maps; of all channels, or of one group.</summary>
    public static GpuIm2ColRows OfWindows(GpuWindow window, int groups, int group)
    {
        int channels = window.Input.Channels / groups;
        bool isPointwise = window is { Rows: { Kernel: 1, Before: 0 }, Columns: { Kernel: 1, Before: 0 } }
            && (window.Output.Height - 1) * window.Rows.Stride < window.Input.Height
            && (window.Output.Width - 1) * window.Columns.Stride < window.Input.Width;
        return new GpuIm2ColRows(window.Output.Batch * window.Output.Positions, isPointwise ? 1 : 0, window, channels, group * channels);
    }

    /// <summary>Where the corner of a row's window lies among the numbers; before all of them where the window begins in the padding.</summary>
    public int OriginOf(int row) => (PictureOf(row) * Window.Input.Positions + TopOf(row) * Window.Input.Width + LeftOf(row)) * Window.Input.Channels + First;

    /// <summary>The map's row at the corner of a row's window.</summary>
    public int TopOf(int row) => (row - PictureOf(row) * Window.Output.Positions) / Window.Output.Width * Window.Rows.Stride - Window.Rows.Before;

    /// <summary>The map's column at the corner of a row's window.</summary>
    public int LeftOf(int row) => row % Window.Output.Width * Window.Columns.Stride - Window.Columns.Before;

    /// <summary>The tap of a number of the depth.</summary>
    public Im2ColTap TapOf(int depth)
    {
        if (IsMatrix != 0)
            return new Im2ColTap(0, 0, depth);
        int tap = depth / Channels, line = tap / Window.Columns.Kernel;
        int down = line * Window.Rows.Dilation, right = (tap - line * Window.Columns.Kernel) * Window.Columns.Dilation;
        return new Im2ColTap(down, right, (down * Window.Input.Width + right) * Window.Input.Channels + depth - tap * Channels);
    }

    /// <summary>Whether a tap of the window with this corner lies on the map.</summary>
    public bool IsInside(Im2ColTap tap, int top, int left)
    {
        if (IsMatrix != 0)
            return true;
        int i = top + tap.Down, j = left + tap.Right;
        return i >= 0 && i < Window.Input.Height && j >= 0 && j < Window.Input.Width;
    }

    private int PictureOf(int row) => row / Window.Output.Positions;
}
