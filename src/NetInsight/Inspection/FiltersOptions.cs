using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Which filters <see cref="Filters"/> shows, and how. Every option has a default.</summary>
public sealed record FiltersOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static FiltersOptions Default { get; } = new();

    /// <summary>The filters (output channels) to take, by index, in the order in which they are drawn. All by default.</summary>
    public ImmutableArray<int> Filters { get; init => field = Indices(value, nameof(Filters)); } = [];

    /// <summary>
    /// The input channels to take, by index in the order of <see cref="FilterGrid.Values"/>. All by default; with a choice, a layer that
    /// takes the image is drawn as rows of gray tiles too.
    /// </summary>
    public ImmutableArray<int> Channels { get; init => field = Indices(value, nameof(Channels)); } = [];

    /// <summary>Which weights share one scale. Default <see cref="FilterScaling.PerFilter"/>, as in ConvNetJS.</summary>
    public FilterScaling Scaling { get; init => field = Check.Defined(value); }

    /// <summary>
    /// Which values are taken. Default <see cref="FilterWeights.Effective"/>: the layer's effect in units of the user's image.
    /// </summary>
    public FilterWeights Weights { get; init => field = Check.Defined(value); }

    /// <summary>
    /// The largest number of filters drawn where <see cref="Filters"/> names none; positive. The result holds all. Default 96.
    /// </summary>
    public int MostFilters { get; init => field = Check.Positive(value); } = 96;

    /// <summary>
    /// The largest number of channels drawn of a filter where <see cref="Channels"/> names none; positive. The result holds all. Default
    /// 64.
    /// </summary>
    public int MostChannels { get; init => field = Check.Positive(value); } = 64;

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
