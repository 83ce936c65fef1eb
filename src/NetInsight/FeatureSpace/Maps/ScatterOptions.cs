namespace NetInsight;

/// <summary>How a <see cref="ScatterMap"/> is drawn. Everything has a default.</summary>
public sealed record ScatterOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ScatterOptions Default { get; } = new();

    /// <summary>The image's width in pixels. 800 by default.</summary>
    public int Width { get; init => field = Side(value, nameof(Width)); } = 800;

    /// <summary>The image's height in pixels. 800 by default.</summary>
    public int Height { get; init => field = Side(value, nameof(Height)); } = 800;

    /// <summary>The radius of a point in pixels. 3 by default.</summary>
    public double Radius { get; init => field = value is > 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Radius), value, $"Radius must be above 0 and at most 100, but is {value}."); } = 3;

    /// <summary>The colour behind the points. White by default.</summary>
    public RgbColor Background { get; init; } = RgbColor.White;

    /// <summary>Whether swatches of the labels' colours stand in the upper left corner, in the order of <see cref="ScatterMap.Legend"/>. True by default.</summary>
    public bool Swatches { get; init; } = true;

    private static int Side(int value, string name) =>
        value is >= 16 and <= 16_384 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 16 to 16,384 pixels, but is {value}.");
}
