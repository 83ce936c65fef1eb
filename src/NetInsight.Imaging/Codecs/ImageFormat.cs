namespace NetInsight;

/// <summary>The image formats that can be written. The same ones are read, and the first frame of GIF.</summary>
public enum ImageFormat
{
    /// <summary>Lossless, compressed. For heatmaps and grids.</summary>
    Png,

    /// <summary>Lossy; at most 65,535 pixels a side.</summary>
    Jpeg,

    /// <summary>Lossy below quality 100, lossless at 100; at most 16,383 pixels a side.</summary>
    WebP,

    /// <summary>Lossless, not compressed: 24 bits a pixel, rows from the bottom.</summary>
    Bmp,
}
