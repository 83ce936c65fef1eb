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

    /// <summary>
    /// The names of the classes, as many as there are classes; one name for the class of a sigmoid with one output is enough. By default
    /// those of the file: its metadata (<c>netinsight.labels</c>, else <c>names</c> of Ultralytics), else the labels of its ZipMap or
    /// LabelEncoder, if they are as many as the classes; else none.
    /// </summary>
    public Labels? Labels { get; init; }

    /// <summary>
    /// The name of the output that is the network's answer. By default the first that is a classifier: of several, probabilities come
    /// before logits, logits of a matrix product before pooled class maps, an output before those it is computed from (so that logits come
    /// before their embedding), and outputs called auxiliary come last. Where no output is a classifier, the scores under an ArgMax or TopK;
    /// else the first output. <see cref="Model.Summary"/> says which and why. A wrong name is refused, with the names there are.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>
    /// What the chosen output holds. By default it is recognised by the operators that make it: a softmax or sigmoid, also written out,
    /// scaled or as a logarithm; logits, where a matrix product, a convolution or class maps averaged over positions end the network; else
    /// no classes. Set it where that is wrong, such as <see cref="HeadKind.SigmoidLogits"/> for a multi-label network without its sigmoid.
    /// </summary>
    public HeadKind? Head { get; init => field = value is { } kind ? Check.Defined(kind) : null; }

    /// <summary>The largest number of threads that one run uses; positive. Default: the machine's number of logical CPUs.</summary>
    public int Parallelism { get; init => field = Check.Positive(value); } = Environment.ProcessorCount;

    /// <summary>The precision of the arithmetic. Default <see cref="Precision.Fast"/>.</summary>
    public Precision Precision { get; init => field = Check.Defined(value); }

    /// <summary>Limits within which the file is read. Default <see cref="LoadLimits.Default"/>.</summary>
    public LoadLimits Limits { get; init => field = Check.NotNull(value); } = LoadLimits.Default;
}
