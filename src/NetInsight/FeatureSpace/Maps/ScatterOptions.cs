using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How a <see cref="ScatterMap"/> is drawn. Everything has a default.</summary>
public sealed record ScatterOptions
{
    private const int MinSide = 16, MaxSide = 16_384;

    /// <summary>The options that are used where none are given.</summary>
    public static ScatterOptions Default { get; } = new();

    /// <summary>Height of the figure in pixels. Default 800; 16 to 16,384.</summary>
    public int Height { get; init => field = Check.Within(value, MinSide, MaxSide); } = 800;

    /// <summary>Width of the figure in pixels. Default 800; 16 to 16,384.</summary>
    public int Width { get; init => field = Check.Within(value, MinSide, MaxSide); } = 800;

    /// <summary>Radius of a point in pixels. Default 3; above 0, at most 100.</summary>
    public double Radius { get; init => field = Check.PositiveUpTo(value, 100); } = 3;

    /// <summary>Background colour. Default white.</summary>
    public RgbColor Background { get; init; } = RgbColor.White;

    /// <summary>
    /// Whether swatches of the labels' colours are drawn in the upper left corner, in the order of <see cref="ScatterMap.Legend"/>. Default
    /// true.
    /// </summary>
    public bool Swatches { get; init; } = true;
}
