using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="AverageDrop"/> masks images.</summary>
public sealed record AverageDropOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static AverageDropOptions Default { get; } = new();

    /// <summary>
    /// What shows where the map is smallest. Default <see cref="Fill.InputValue"/>(0): the preprocessed input times the mask, as published
    /// programs compute it; a 0 after preprocessing is the data set's mean colour with ImageNet's preprocessing, and not black.
    /// </summary>
    public Fill Fill { get; init => field = Check.NotNull(value); } = Fill.InputValue(0);
}
