using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// The subsets of <see cref="MuFidelity"/>. The defaults are those of Xplique, since Bhatt et al. leave the grid open.
/// </summary>
public sealed record MuFidelityOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static MuFidelityOptions Default { get; } = new();

    /// <summary>
    /// Cells along each side, of which subsets are made; at least 2. Default 9. A side of fewer pixels has a cell for each. Single pixels
    /// hardly change a network's answer.
    /// </summary>
    public int Grid { get; init => field = Check.AtLeast(value, 2); } = 9;

    /// <summary>The share of cells in a subset, rounded to at least one cell; above 0 and below 1. Default 0.2.</summary>
    public double SubsetShare { get; init => field = Check.Positive(Check.BelowOne(value)); } = 0.2;

    /// <summary>The number of subsets, each one run of the network; at least 3. Default 200.</summary>
    public int Samples { get; init => field = Check.AtLeast(value, 3); } = 200;

    /// <summary>
    /// What replaces the pixels of a subset. Default <see cref="Fill.MeanColor"/>; Bhatt et al. leave it open, Xplique takes 0 of the
    /// input.
    /// </summary>
    public Fill Fill { get; init => field = Check.NotNull(value); } = Fill.MeanColor;

    /// <summary>Seed of the subsets. Default 1. Fewer subsets are the first of more.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The number of inputs in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 32. On the CPU the result
    /// has the same bits for every size.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes for the feature maps of a batch; positive. Default 512 MiB. One input at a time runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = 512L << 20;
}
