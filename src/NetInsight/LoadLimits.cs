using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// Limits for reading a file, checked before anything is allocated. A file beyond them is refused with a
/// <see cref="ResourceLimitException"/>. The defaults admit any published convolutional network.
/// </summary>
public sealed record LoadLimits
{
    /// <summary>The limits that are used where none are given.</summary>
    public static LoadLimits Default { get; } = new();

    /// <summary>The largest file, in bytes. 4 GiB by default.</summary>
    public long FileBytes { get; init => field = Check.Positive(value); } = 4L << 30;

    /// <summary>The most elements in all tensors of a file together. 4 Gi by default (16 GiB of floats).</summary>
    public long Elements { get; init => field = Check.Positive(value); } = 4L << 30;

    /// <summary>
    /// The most bytes of memory that the tensors of a file take once they are read, 4 for each float and 8 for each integer; arrays that
    /// tensors share count once. By default three quarters of the memory available to the process.
    /// </summary>
    public long MemoryBytes { get; init => field = Check.Positive(value); } =
        Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3, 1);

    /// <summary>The most tensors in a file. 100,000 by default.</summary>
    public int Tensors { get; init => field = Check.Positive(value); } = 100_000;

    /// <summary>The most nodes in a graph. 200,000 by default.</summary>
    public int Nodes { get; init => field = Check.Positive(value); } = 200_000;

    /// <summary>The most attributes of one node. 1,000 by default.</summary>
    public int AttributesPerNode { get; init => field = Check.Positive(value); } = 1_000;

    /// <summary>The most dimensions of a tensor. 8 by default.</summary>
    public int Rank { get; init => field = Check.Positive(value); } = 8;

    /// <summary>The longest name, in characters. 4,096 by default.</summary>
    public int NameLength { get; init => field = Check.Positive(value); } = 4_096;

    /// <summary>The most elements that the feature maps of one run may hold at once. 2 Gi by default (8 GiB of floats).</summary>
    public long ActivationElements { get; init => field = Check.Positive(value); } = 2L << 30;
}
