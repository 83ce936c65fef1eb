namespace NetInsight;

/// <summary>A colour of three 8-bit levels, 0 (dark) to 255 (bright).</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    /// <summary>(0, 0, 0).</summary>
    public static RgbColor Black => new(0, 0, 0);

    /// <summary>(255, 255, 255).</summary>
    public static RgbColor White => new(255, 255, 255);

    /// <summary>Middle gray, (128, 128, 128).</summary>
    public static RgbColor Gray => new(128, 128, 128);

    /// <summary>The colour as HTML writes it: #RRGGBB.</summary>
    public override string ToString() => $"#{R:X2}{G:X2}{B:X2}";
}
