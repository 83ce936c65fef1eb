using NetInsight.Imaging;

namespace NetInsight;

/// <summary>What a model file does not define. Every option has a default.</summary>
public sealed record ModelOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ModelOptions Default { get; } = new();

    /// <summary>
    /// How an image becomes the network's input. By default that of the file's metadata (<c>netinsight.preprocessing</c>), else
    /// <see cref="Preprocessing.Cifar"/> for inputs of at most 40 x 40 pixels and <see cref="Preprocessing.ImageNet"/> for larger ones.
    /// For networks of ConvNetJS x / 255 - 0.5, as in its demos (x / 255 where the input is gray).
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The names of the classes. By default those of the file's metadata (<c>netinsight.labels</c>), else none.</summary>
    public Labels? Labels { get; init; }

    /// <summary>The largest number of threads that one run uses; positive. Default: the machine's number of logical CPUs.</summary>
    public int Parallelism { get; init => field = Check.Positive(value); } = Environment.ProcessorCount;

    /// <summary>The precision of the arithmetic. Default <see cref="Precision.Fast"/>.</summary>
    public Precision Precision { get; init => field = Check.Defined(value); }

    /// <summary>Limits within which the file is read. Default <see cref="LoadLimits.Default"/>.</summary>
    public LoadLimits Limits { get; init => field = Check.NotNull(value); } = LoadLimits.Default;
}
