namespace NetInsight;

/// <summary>
/// How <see cref="MaximallyActivatingPatches"/> and <see cref="MostActivatingImages"/> search and what they keep. Everything has a default.
/// </summary>
public sealed record PatchesOptions
{
    private const int LargestSide = 4096;

    /// <summary>The options that are used where none are given.</summary>
    public static PatchesOptions Default { get; } = new();

    /// <summary>How many of the strongest units are kept for each channel. 9 by default (Zeiler and Fergus 2014, figure 2).</summary>
    public int Count { get; init => field = value is > 0 and <= 10_000 ? value : throw new ArgumentOutOfRangeException(nameof(Count), value, $"Count must be 1 to 10,000, but is {value}."); } = 9;

    /// <summary>How many units of one picture a channel may keep. 1 by default, so that nine patches come from nine pictures.</summary>
    public int PerImage { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(PerImage), value, $"PerPicture must be positive, but is {value}."); } = 1;

    /// <summary>
    /// The longer side of a patch in pixels: patches are cut at the original picture's resolution where they are no larger, else of a
    /// smaller copy of it. 128 by default. All patches together take at most channels x <see cref="Count"/> x 3 x the square of this, in
    /// bytes.
    /// </summary>
    public int PatchSize { get; init => field = value is >= 8 and <= LargestSide ? value : throw new ArgumentOutOfRangeException(nameof(PatchSize), value, $"PatchSize must be 8 to {LargestSide:N0} pixels, but is {value}."); } = 128;

    /// <summary>How many pictures run at once. By default as many as fit <see cref="MemoryBudget"/>, at most 32.</summary>
    public int? BatchSize { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(BatchSize), value, $"BatchSize must be positive, but is {value}."); }

    /// <summary>
    /// Bytes that the maps of one batch may take, and its original pictures again as many. 512 MiB by default; one picture at a time runs
    /// in any case.
    /// </summary>
    public long MemoryBudget { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MemoryBudget), value, $"MemoryBudget must be positive, but is {value}."); } = 512L << 20;

    /// <summary>
    /// What an earlier search found: pictures that it has seen are passed over, and its patches compete with the new ones, as if it had
    /// never stopped. Null by default.
    /// </summary>
    public PatchTable? ContinueFrom { get; init; }

    /// <summary>
    /// A file into which what has been found so far is saved now and then, whole or not at all, to be continued from. None by default.
    /// Whether it can be written is tried before the first picture.
    /// </summary>
    public string? CheckpointFile { get; init => field = value is not "" ? value : throw new ArgumentException("CheckpointFile is empty; null means none.", nameof(CheckpointFile)); }

    /// <summary>After how many pictures, at the end of a batch, <see cref="CheckpointFile"/> is written anew. 1,000 by default.</summary>
    public int CheckpointInterval { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(CheckpointInterval), value, $"CheckpointInterval must be positive, but is {value}."); } = 1000;

    internal static bool IsPatchSize(int size) => size is >= 8 and <= LargestSide;
}
