using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// How <see cref="MaximallyActivatingPatches"/> and <see cref="MostActivatingImages"/> search and what they keep. Every option has a
/// default.
/// </summary>
public sealed record PatchesOptions
{
    private const int SmallestSide = 8, LargestSide = 4096;

    /// <summary>The options that are used where none are given.</summary>
    public static PatchesOptions Default { get; } = new();

    /// <summary>
    /// The number of units that are kept for each channel, from 1 to 10,000. Default 9 (Zeiler and Fergus 2014, arXiv:1311.2901, figure 2).
    /// </summary>
    public int Count { get; init => field = Check.Within(value, 1, 10_000); } = 9;

    /// <summary>
    /// The largest number of units of one image that a channel keeps; positive. Default 1, so that nine patches come from nine images.
    /// </summary>
    public int PerImage { get; init => field = Check.Positive(value); } = 1;

    /// <summary>
    /// The longer side of a patch in pixels, from 8 to 4,096. Patches are cut at the original image's resolution where they are no larger,
    /// else out of a smaller copy of it. Default 128. All patches together take at most channels x <see cref="Count"/> x 3 x the square of
    /// this, in bytes.
    /// </summary>
    public int PatchSize { get; init => field = Check.Within(value, SmallestSide, LargestSide); } = 128;

    /// <summary>The number of images in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 32.</summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>
    /// Bytes for the feature maps of one batch, and as many again for its original images; positive. Default 512 MiB. One image at a time
    /// runs in any case.
    /// </summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = BatchMemory.Default;

    /// <summary>
    /// The result of an earlier search: its images are skipped, and its patches compete with the new ones, as if it had gone on. Default
    /// null.
    /// </summary>
    public PatchTable? ContinueFrom { get; init; }

    /// <summary>
    /// A file into which the result so far is saved at intervals, whole or not at all, to be continued from. Default none. Whether it can
    /// be written is checked before the first image.
    /// </summary>
    public string? CheckpointFile
    {
        get;
        init => field = value is not ""
            ? value
            : throw new ArgumentException("CheckpointFile is empty; null means none.", nameof(CheckpointFile));
    }

    /// <summary>
    /// The number of images after which, at the end of a batch, <see cref="CheckpointFile"/> is written again; positive. Default 1,000.
    /// </summary>
    public int CheckpointInterval { get; init => field = Check.Positive(value); } = 1000;

    internal static bool IsPatchSize(int size) => size is >= SmallestSide and <= LargestSide;
}
