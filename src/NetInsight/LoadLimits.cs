using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// Limits of a file, all positive, checked before anything is allocated. A file beyond them is refused with a
/// <see cref="ResourceLimitException"/>. The defaults admit any published convolutional network.
/// </summary>
public sealed record LoadLimits
{
    /// <summary>The limits that are used where none are given.</summary>
    public static LoadLimits Default { get; } = new();

    /// <summary>Bytes of the file. Default 4 GiB.</summary>
    public long FileBytes { get; init => field = Check.Positive(value); } = 4L << 30;

    /// <summary>Elements of all tensors of a file together. Default 4 Gi (16 GiB of floats).</summary>
    public long Elements { get; init => field = Check.Positive(value); } = 4L << 30;

    /// <summary>Tensors in a file. Default 100,000.</summary>
    public int Tensors { get; init => field = Check.Positive(value); } = 100_000;

    /// <summary>Nodes of a graph. Default 200,000.</summary>
    public int Nodes { get; init => field = Check.Positive(value); } = 200_000;

    /// <summary>Attributes of a node. Default 1,000.</summary>
    public int AttributesPerNode { get; init => field = Check.Positive(value); } = 1_000;

    /// <summary>Dimensions of a tensor. Default 8.</summary>
    public int Rank { get; init => field = Check.Positive(value); } = 8;

    /// <summary>Characters of a name. Default 4,096.</summary>
    public int NameLength { get; init => field = Check.Positive(value); } = 4_096;

    /// <summary>Elements of all feature maps that a run holds at once. Default 2 Gi (8 GiB of floats).</summary>
    public long ActivationElements { get; init => field = Check.Positive(value); } = 2L << 30;
}
