using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The grid of <see cref="GridMap"/>. Everything has a default.</summary>
public sealed record GridMapOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static GridMapOptions Default { get; } = new();

    /// <summary>Cells in a row; positive, or null (default) for the square root of the number of points, rounded up.</summary>
    public int? Columns { get; init => field = Check.Positive(value); }
}
