using NetInsight.Imaging;

namespace NetInsight;

/// <summary>What a model file does not define. Every option has a default.</summary>
public sealed record ModelOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ModelOptions Default { get; } = new();

    /// <summary>
    /// How an image becomes the network's input. By default, <see cref="Model.PreprocessingSource"/> saying which, that of
    /// <list type="number">
    /// <item>
    /// the file's metadata: <c>netinsight.preprocessing</c>, or Windows ML's <c>Image.BitmapPixelFormat</c> and
    /// <c>Image.NominalPixelRange</c>; <see cref="Preprocessing.UnitRange"/> where they are ultralytics';
    /// </item>
    /// <item>
    /// a file beside it (<see cref="ReadNeighborFiles"/>); for networks of <see cref="Architectures"/> beside the weights, else their
    /// published recipe;
    /// </item>
    /// <item>
    /// the network: where it begins with its own normalisation, or takes integers, the range of values is that one, whatever files beside
    /// it say of mean and std;
    /// </item>
    /// <item>
    /// a guess: <see cref="Preprocessing.Cifar"/> for inputs of at most 40 x 40 pixels and <see cref="Preprocessing.ImageNet"/> for larger
    /// ones, for networks of ConvNetJS x / 255 - 0.5, as in its demos (x / 255 where the input is gray).
    /// </item>
    /// </list>
    /// With one channel all are gray, with the mean of the three channels' values (ImageNet: 0.449, 0.226).
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>
    /// The names of the classes, as many as there are classes; one name for the class of a sigmoid with one output is enough. By default
    /// those of the file: its metadata (<c>netinsight.labels</c>, else <c>names</c> of Ultralytics), else the labels of its ZipMap or
    /// LabelEncoder, else those of a file beside it (<see cref="ReadNeighborFiles"/>), if they are as many as the classes; else none, and
    /// <see cref="Model.Summary"/> says why.
    /// </summary>
    public Labels? Labels { get; init; }

    /// <summary>
    /// Whether files of known names beside the model file (or the weights file) are read where it is loaded from a path: for preprocessing
    /// <c>preprocessor_config.json</c> (transformers), <c>config.json</c> (timm), <c>metadata_properties.json</c> (Custom Vision),
    /// <c>signature.json</c> (Lobe) and <c>metadata.json</c> (Teachable Machine); for labels <c>config.json</c> (<c>id2label</c>),
    /// <c>signature.json</c>, <c>metadata.json</c>, <c>labels.txt</c>, <c>labels.json</c> and <c>classes.txt</c>. In a folder called
    /// <c>onnx</c> its parent is looked at too. They have at most 16 MiB, and links that lead out of the folder are refused, but for
    /// Hugging Face's cache. True by default.
    /// </summary>
    public bool ReadNeighborFiles { get; init; } = true;

    /// <summary>
    /// The name of the output that is the network's answer. By default the first that is a classifier: of several, an output comes before
    /// those it is computed from (logits before their embedding), outputs called auxiliary come last, then probabilities come before
    /// logits and logits of a matrix product before pooled class maps. Where no output is a classifier, the scores under an ArgMax or
    /// TopK; else the first output. <see cref="Model.Summary"/> says which and why. A wrong name is refused, with the names there are.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>
    /// What the chosen output holds. By default it is recognised by the operators that make it: a softmax or sigmoid, also written out,
    /// scaled or as a logarithm; logits, where a matrix product, a convolution or class maps averaged over positions end the network; else
    /// no classes. Set it where that is wrong, such as <see cref="HeadKind.SigmoidLogits"/> for a multi-label network without its sigmoid.
    /// </summary>
    public HeadKind? Head { get; init => field = value is { } kind ? Check.Defined(kind) : null; }

    /// <summary>
    /// Values for inputs other than the image, by name, of the shape that the file states (a batch of 1, or the file's); they are the same
    /// for every image. Default: none. Inputs with a default in the file need none.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor>? Inputs { get; init; }

    /// <summary>
    /// The order of the dimensions of the image input in an ONNX file. By default it is recognised. <see cref="Model.InputShape"/>, inputs
    /// and results are NCHW in any case.
    /// </summary>
    public InputLayout Layout { get; init => field = Check.Defined(value); }

    /// <summary>
    /// Height and width of the input where an ONNX file leaves them open: for shape arithmetic in the file and for everything that makes
    /// inputs from images. By default those of the file's metadata (ultralytics' <c>imgsz</c>), else 224 x 224. Must agree with the file
    /// where that states a size.
    /// </summary>
    public ImageSize? InputSize { get; init; }

    /// <summary>The largest number of threads that one run uses; positive. Default: the machine's number of logical CPUs.</summary>
    public int Parallelism { get; init => field = Check.Positive(value); } = Environment.ProcessorCount;

    /// <summary>The precision of the arithmetic. Default <see cref="Precision.Fast"/>.</summary>
    public Precision Precision { get; init => field = Check.Defined(value); }

    /// <summary>Limits within which the file is read. Default <see cref="LoadLimits.Default"/>.</summary>
    public LoadLimits Limits { get; init => field = Check.NotNull(value); } = LoadLimits.Default;
}
