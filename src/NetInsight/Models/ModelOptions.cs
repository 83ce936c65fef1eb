namespace NetInsight;

/// <summary>What a model file does not say by itself. Everything has a default.</summary>
public sealed record ModelOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ModelOptions Default { get; } = new();

    /// <summary>
    /// How a picture becomes the network's input. By default what the file's metadata says (<c>netinsight.preprocessing</c>), else
    /// <see cref="Preprocessing.Cifar"/> for inputs of at most 40 x 40 pixels and <see cref="Preprocessing.ImageNet"/> for larger ones.
    /// For networks of ConvNetJS x / 255 - 0.5, as in its demos (x / 255 where the input is gray).
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The names of the classes. By default what the file's metadata says (<c>netinsight.labels</c>), else none.</summary>
    public Labels? Labels { get; init; }

    /// <summary>How many threads one run uses at most. By default as many as the machine has processors.</summary>
    public int Parallelism { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Parallelism), value, $"Parallelism must be positive, but is {value}."); }
        = Environment.ProcessorCount;

    /// <summary>How exact the arithmetic is. By default <see cref="Precision.Fast"/>.</summary>
    public Precision Precision { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Precision), value, "Fast or Exact is expected."); }

    /// <summary>Limits within which the file is read.</summary>
    public LoadLimits Limits { get; init => field = value ?? throw new ArgumentNullException(nameof(Limits)); } = LoadLimits.Default;
}
