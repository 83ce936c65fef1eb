namespace NetInsight.Kernels.Operators.Regions;

/// <summary>The taps of a window that lie on a map: Height x Width places, each with its channels side by side.</summary>
/// <param name="first">The channels of the first.</param>
/// <param name="line">Floats from one row of taps to the next.</param>
/// <param name="step">Floats from one tap of a row to the next.</param>
/// <param name="height">Rows of taps.</param>
/// <param name="width">Taps of a row.</param>
internal readonly unsafe ref struct TapBlock(float* first, nint line, nint step, int height, int width)
{
    /// <summary>The channels of the first tap.</summary>
    public float* First { get; } = first;

    /// <summary>Floats from one row of taps to the next.</summary>
    public nint Line { get; } = line;

    /// <summary>Floats from one tap of a row to the next.</summary>
    public nint Step { get; } = step;

    /// <summary>Rows of taps; 0 where none lies on the map.</summary>
    public int Height { get; } = height;

    /// <summary>Taps of a row; 0 where none lies on the map.</summary>
    public int Width { get; } = width;
}
