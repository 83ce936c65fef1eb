using System.Collections.Immutable;

namespace NetInsight;

/// <summary>Which filters <see cref="Filters"/> shows, and how. Everything has a default.</summary>
public sealed record FiltersOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static FiltersOptions Default { get; } = new();

    /// <summary>The filters (output channels) to take, by index, in the order in which they shall stand. All by default.</summary>
    public ImmutableArray<int> Filters { get; init => field = Indices(value, nameof(Filters)); } = [];

    /// <summary>
    /// The input channels to take, by index in the order of <see cref="FilterGrid.Values"/>. All by default; with a choice, a layer that reads
    /// the picture is drawn as rows of gray tiles too.
    /// </summary>
    public ImmutableArray<int> Channels { get; init => field = Indices(value, nameof(Channels)); } = [];

    /// <summary>Which weights share one scale. Each filter has its own by default, as in ConvNetJS.</summary>
    public FilterScaling Scaling { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Scaling), value, "PerFilter, PerGrid or ZeroCentered is expected."); }

    /// <summary>Which numbers are taken: by default those that say what the layer does to the user's picture, not those of the file.</summary>
    public FilterWeights Weights { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Weights), value, "Effective or Stored is expected."); }

    /// <summary>The most filters that are drawn where <see cref="Filters"/> names none; the result holds all. 96 by default.</summary>
    public int MostFilters { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MostFilters), value, $"MostFilters must be positive, but is {value}."); } = 96;

    /// <summary>The most channels of a filter that are drawn where <see cref="Channels"/> names none; the result holds all. 64 by default.</summary>
    public int MostChannels { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MostChannels), value, $"MostChannels must be positive, but is {value}."); } = 64;

    /// <inheritdoc/>
    public bool Equals(FiltersOptions? other) =>
        other is not null && Filters.SequenceEqual(other.Filters) && Channels.SequenceEqual(other.Channels) && Scaling == other.Scaling
        && Weights == other.Weights && MostFilters == other.MostFilters && MostChannels == other.MostChannels;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Filters.Length, Channels.Length, Scaling, Weights, MostFilters, MostChannels);

    private static ImmutableArray<int> Indices(ImmutableArray<int> value, string name) => value.IsDefault
        ? throw new ArgumentException($"{name} must be a list of indices, or empty for all.", name)
        : value.FirstOrDefault(index => index < 0, 0) is < 0 and int wrong
            ? throw new ArgumentOutOfRangeException(name, wrong, $"{name} must not be negative, but one is {wrong}.")
            : value;
}
