using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="Deletion"/> replaces pixels.</summary>
public sealed record DeletionOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static DeletionOptions Default { get; } = new();

    /// <summary>
    /// The number of steps; positive. Default 100. A step replaces ceil(pixels / steps) pixels, so that there may be fewer steps, and the
    /// last may be smaller. Each is one run of the network, and one more is the image itself.
    /// </summary>
    public int Steps { get; init => field = Check.Positive(value); } = 100;

    /// <summary>
    /// What replaces pixels. Default <see cref="Fill.MeanColor"/>. Petsiuk et al. take the data set's mean, which is
    /// <see cref="Fill.InputValue"/>(0) for networks whose preprocessing takes it off. A constant makes sharp edges, which networks may
    /// take for objects; <see cref="Fill.Blur"/> makes none, but leaves coarse evidence.
    /// </summary>
    public Fill Fill { get; init => field = Check.NotNull(value); } = Fill.MeanColor;

    /// <summary>
    /// The number of inputs in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 32. On the CPU the result
    /// has the same bits for every size.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes for the feature maps of a batch; positive. Default 512 MiB. One input at a time runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = 512L << 20;
}
