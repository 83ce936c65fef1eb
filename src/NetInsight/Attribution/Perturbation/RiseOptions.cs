using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// The masks of <see cref="Rise"/> and how their scores become a map. The defaults are those of Petsiuk et al. 2018 (arXiv:1806.07421) for
/// VGG-16.
/// </summary>
public sealed record RiseOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static RiseOptions Default { get; } = new();

    /// <summary>
    /// The number of masks, each of which is one run of the network; at least 2. Default 4000, as published for VGG-16 (8000
    /// for ResNet-50). The standard error falls with its square root.
    /// </summary>
    public int Masks { get; init => field = Check.AtLeast(value, 2); } = 4000;

    /// <summary>
    /// Cells of a mask along each side; from 1 to 256. Default 7, as published. A cell covers ceil(D / cells) pixels of a side of D pixels;
    /// objects smaller than that are not resolved.
    /// </summary>
    public int Cells { get; init => field = Check.Within(value, 1, 256); } = 7;

    /// <summary>The probability that a cell is shown; above 0 and below 1. Default 0.5, as published.</summary>
    public double ShownProbability { get; init => field = Check.Positive(Check.BelowOne(value)); } = 0.5;

    /// <summary>By what the sum of scores times masks is divided. Default <see cref="RiseNormalization.Published"/>.</summary>
    public RiseNormalization Normalization { get; init => field = Check.Defined(value); } = RiseNormalization.Published;

    /// <summary>
    /// What hidden pixels show. Default <see cref="Fill.InputValue"/>(0): the preprocessed input times the mask, as the authors' program
    /// computes it; a 0 after preprocessing is the data set's mean colour with ImageNet's preprocessing, and not black.
    /// </summary>
    public Fill Fill { get; init => field = Check.NotNull(value); } = Fill.InputValue(0);

    /// <summary>
    /// Seed of the masks. Default 1. The same seed gives the same masks on every machine, and fewer masks are the first of more.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The number of masked images in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 32. On the CPU the
    /// result has the same bits for every size.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes for the feature maps of a batch; positive. Default 512 MiB. One image at a time runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = BatchMemory.Default;
}
