namespace NetInsight.Kernels.Operators.Regions;

/// <summary>The taps of a window that lie on the feature map: [Height, Width, channels] with constant strides.</summary>
/// <param name="first">The channels of the first tap.</param>
/// <param name="rowStride">Floats from one row of taps to the next.</param>
/// <param name="columnStride">Floats from one tap of a row to the next.</param>
/// <param name="height">Rows of taps.</param>
/// <param name="width">Taps of a row.</param>
internal readonly unsafe ref struct TapBlock(float* first, nint rowStride, nint columnStride, int height, int width)
{
    /// <summary>The channels of the first tap.</summary>
    public float* First { get; } = first;

    /// <summary>Floats from one row of taps to the next.</summary>
    public nint RowStride { get; } = rowStride;

    /// <summary>Floats from one tap of a row to the next.</summary>
    public nint ColumnStride { get; } = columnStride;

    /// <summary>Rows of taps; 0 where none lies on the feature map.</summary>
    public int Height { get; } = height;

    /// <summary>Taps of a row; 0 where none lies on the feature map.</summary>
    public int Width { get; } = width;
}
