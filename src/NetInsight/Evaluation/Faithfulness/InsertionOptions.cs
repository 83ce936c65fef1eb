using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="Insertion"/> replaces pixels.</summary>
public sealed record InsertionOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static InsertionOptions Default { get; } = new();

    /// <summary>
    /// The number of steps; positive. Default 100. A step shows ceil(pixels / steps) pixels, so that there may be fewer steps, and the
    /// last may be smaller. Each is one run of the network, and one more is the baseline itself.
    /// </summary>
    public int Steps { get; init => field = Check.Positive(value); } = 100;

    /// <summary>
    /// What pixels show before they are inserted. Default <see cref="Fill.Blur"/>, sigma 10 pixels, as Petsiuk et al. advise: on a constant
    /// the first pixels make sharp edges of their own.
    /// </summary>
    public Fill Fill { get; init => field = Check.NotNull(value); } = Fill.Blur();

    /// <summary>
    /// The number of inputs in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 32. On the CPU the result
    /// has the same bits for every size.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes for the feature maps of a batch; positive. Default 512 MiB. One input at a time runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = 512L << 20;
}
