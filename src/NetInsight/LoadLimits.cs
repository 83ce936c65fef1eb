namespace NetInsight;

/// <summary>
/// Limits within which a file is read, checked before anything is allocated. A file beyond them is refused with a
/// <see cref="ResourceLimitException"/>. The defaults let any published convolutional network through.
/// </summary>
public sealed record LoadLimits
{
    /// <summary>The limits that are used where none are given.</summary>
    public static LoadLimits Default { get; } = new();

    /// <summary>The largest file, in bytes. 4 GiB by default.</summary>
    public long FileBytes { get; init => field = Positive(value, nameof(FileBytes)); } = 4L << 30;

    /// <summary>The most numbers in all tensors of a file together. 4 Gi by default (16 GiB of floats).</summary>
    public long Elements { get; init => field = Positive(value, nameof(Elements)); } = 4L << 30;

    /// <summary>The most tensors in a file. 100,000 by default.</summary>
    public int Tensors { get; init => field = (int)Positive(value, nameof(Tensors)); } = 100_000;

    /// <summary>The most nodes in a graph. 200,000 by default.</summary>
    public int Nodes { get; init => field = (int)Positive(value, nameof(Nodes)); } = 200_000;

    /// <summary>The most attributes of one node. 1,000 by default.</summary>
    public int AttributesPerNode { get; init => field = (int)Positive(value, nameof(AttributesPerNode)); } = 1_000;

    /// <summary>The most dimensions of a tensor. 8 by default.</summary>
    public int Rank { get; init => field = (int)Positive(value, nameof(Rank)); } = 8;

    /// <summary>The longest name, in characters. 4,096 by default.</summary>
    public int NameLength { get; init => field = (int)Positive(value, nameof(NameLength)); } = 4_096;

    /// <summary>The most numbers that the maps of one run may hold at once. 2 Gi by default (8 GiB of floats).</summary>
    public long ActivationElements { get; init => field = Positive(value, nameof(ActivationElements)); } = 2L << 30;

    private static long Positive(long value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive, but is {value}.");
}
