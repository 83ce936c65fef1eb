namespace NetInsight;

/// <summary>How <see cref="GridMap"/> lays its grid. Everything has a default.</summary>
public sealed record GridMapOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static GridMapOptions Default { get; } = new();

    /// <summary>Cells in a row. By default the square root of the number of points, rounded up, so that the grid is as good as square.</summary>
    public int? Columns { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Columns), value, $"Columns must be positive, but is {value}."); }
}
