using System.Collections.Immutable;

namespace NetInsight;

/// <summary>What <see cref="ReceptiveFieldCheck"/> checks. Every option has a default.</summary>
public sealed record ReceptiveFieldCheckOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ReceptiveFieldCheckOptions Default { get; } = new();

    /// <summary>
    /// The field to check; its size is positive and its strides are not negative. By default that of <see cref="Model.ReceptiveFieldOf"/>.
    /// </summary>
    public ReceptiveField? Field
    {
        get;
        init => field = value is null or { Height: > 0, Width: > 0, StrideDown: >= 0, StrideRight: >= 0 }
            ? value
            : throw new ArgumentException($"Field must have a size above 0 and no negative stride, but is {value}.", nameof(Field));
    }

    /// <summary>
    /// The units to check, by row and column in the layer's feature map. By default the four corners of the feature map and its middle.
    /// </summary>
    public ImmutableArray<(int Row, int Column)> Units
    {
        get;
        init => field = !value.IsDefault && value.All(unit => unit is { Row: >= 0, Column: >= 0 })
            ? value
            : throw new ArgumentException(
                "Units must be a list of rows and columns that are not negative, or empty for the default ones.", nameof(Units));
    } = [];

    /// <summary>The seed of the noise; the same seed gives the same report. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <inheritdoc/>
    public bool Equals(ReceptiveFieldCheckOptions? other) =>
        other is not null && Field == other.Field && Units.SequenceEqual(other.Units) && Seed == other.Seed;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Field, Units.Length, Seed);
}
