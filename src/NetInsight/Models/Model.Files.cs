using NetInsight.Formats;
using NetInsight.Formats.ConvNetJs;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Formats.Reading;
using NetInsight.Graphs;
using NetInsight.Models.Statements;

namespace NetInsight;

public sealed partial class Model
{
    private const string LabelsKey = "netinsight.labels";

    /// <summary>Keys under which exporters store names of classes: Ultralytics (names), Hugging Face (id2label), and others.</summary>
    private static readonly string[] NamesKeys = ["names", "id2label", "labels", "class_names", "classes", "label2id"];

    /// <summary>
    /// Loads a network from an ONNX file (opsets 1 to 25) or a ConvNetJS file (JSON); the format is recognised by content.
    /// </summary>
    /// <remarks>
    /// Whatever the file has, the model's input is one batch of images of floats, NCHW: NHWC inputs are transposed, inputs of other element
    /// types (half, bfloat16, double, integers) are taken as floats, and everything is computed in 32-bit floats. A file that fixes the
    /// batch runs image by image where its layers do not fit another.
    /// </remarks>
    /// <param name="path">
    /// The file. Files beside it may state preprocessing and labels: <see cref="ModelOptions.ReadNeighborFiles"/>.
    /// </param>
    /// <param name="options">Preprocessing, labels, threads, limits.</param>
    /// <param name="cancellationToken">Stops the loading, within 200 ms.</param>
    /// <exception cref="ArgumentException">
    /// There is no output of the name that <see cref="ModelOptions.Output"/> gives, or labels are more or fewer than the classes.
    /// </exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ModelFormatException">The file, or one beside it, is broken: where, and what was expected.</exception>
    /// <exception cref="UnsupportedOperatorException">The file uses operators that NetInsight lacks; all are listed.</exception>
    /// <exception cref="OperationCanceledException">Loading was cancelled.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond <see cref="ModelOptions.Limits"/>.</exception>
    public static Model Load(string path, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= ModelOptions.Default;
        return LoadBudget.Guard(path, () =>
        {
            using ByteSource file = ForeignFile.Open(path);
            using OnnxExternalData externalData = new(path, file.Status, options.Limits);
            RefuseWeights(WeightsFormatDetector.Detect(file), path);
            return Read(file, path, externalData, options, NeighborOf(path, options), cancellationToken);
        });
    }

    /// <summary>Loads a network from a stream that holds such a file. External data, which is stored in other files, is refused.</summary>
    /// <inheritdoc cref="Load(string, ModelOptions, CancellationToken)"/>
    public static Model Load(Stream stream, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= ModelOptions.Default;
        return LoadBudget.Guard("stream", () =>
        {
            using ByteSource bytes = ByteSource.Of(StreamBytes.ReadAll(stream, options.Limits, cancellationToken));
            ForeignFile.Refuse(bytes, "stream");
            RefuseWeights(WeightsFormatDetector.Detect(bytes), "stream");
            return Read(bytes, "stream", null, options, null, cancellationToken);
        });
    }

    /// <summary>Loads a network without blocking the calling thread: the file is read on the thread pool.</summary>
    /// <inheritdoc cref="Load(string, ModelOptions, CancellationToken)"/>
    public static async Task<Model> LoadAsync(string path, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return await Task.Run(() => Load(path, options, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static Model Read(
        ByteSource file,
        string name,
        OnnxExternalData? externalData,
        ModelOptions options,
        Statement? neighbor,
        CancellationToken cancellation) => ConvNetJsReader.Recognizes(file)
            ? FromConvNetJs(ConvNetJsReader.Read(file, name, options.Limits, cancellation), name, options, neighbor, cancellation)
            : FromOnnx(
                OnnxReader.Read(file, name, externalData, RequestOf(options, neighbor?.Size, cancellation)),
                name,
                options,
                neighbor,
                cancellation);

    private static void RefuseWeights(WeightsFormat format, string name)
    {
        if (format != WeightsFormat.Unknown)
        {
            throw new ModelFormatException(
                name,
                "",
                "holds only weights (safetensors, PyTorch or NumPy), not a network: build one of Architectures with Weights.Load of this "
                + "file.");
        }
    }

    private static OnnxRequest RequestOf(ModelOptions options, ImageSize? stated, CancellationToken cancellation) => new(options.Limits)
    {
        ForImages = true,
        Inputs = options.Inputs,
        Layout = options.Layout,
        Size = options.InputSize,
        MetadataSize = stated,
        Cancellation = cancellation,
    };

    /// <summary>What the files beside a file state, as far as the options leave it open.</summary>
    internal static Statement? NeighborOf(string? path, ModelOptions options) =>
        path is null || !options.ReadNeighborFiles || (options.Preprocessing is not null && options.Labels is not null)
            ? null
            : NeighborFiles.Read(path, isForPreprocessing: options.Preprocessing is null, isForLabels: options.Labels is null);

    private static Model FromOnnx(
        OnnxModel file, string name, ModelOptions options, Statement? neighbor, CancellationToken cancellation)
    {
        try
        {
            Statement? metadata = options.Preprocessing is not null ? null
                : MetadataStatements.Of(file.Metadata, PreprocessingSourceKind.FileMetadata, "The file's metadata");
            ModelStatements statements = new()
            {
                Metadata = LabelsOf(file) is not { } labels ? metadata
                    : (metadata ?? new Statement(PreprocessingSourceKind.FileMetadata, "")) with
                    {
                        Labels = labels,
                        LabelsOrigin = "the file",
                    },
                Convention = MetadataStatements.Convention(file.Metadata),
                Neighbor = neighbor,
                Integers = !file.TakesIntegers ? IntegerInput.None : file.TakesSignedBytes ? IntegerInput.Signed : IntegerInput.Unsigned,
            };
            Model model = new(file.Graph, options with { InputSize = file.Size ?? options.InputSize }, statements, cancellation)
            {
                IsForOneSize = file.Size is not null && file.Graph.Inputs[0].Dimensions is [.., { }, { }],
            };
            bool isStated = metadata?.Preprocessing is not null;
            if (!isStated || model.InputShape is not { Rank: 4 } shape || shape[1] == model.Preprocessing.ChannelCount)
                return model;
            model.Dispose();
            throw new FormatException($"metadata {Preprocessing.MetadataKey} makes inputs of {model.Preprocessing.ChannelCount} channels, "
                + $"but the network's have {shape[1]}");
        }
        catch (Exception e) when (e is ArgumentException { ParamName: not "options" } or FormatException)
        {
            throw new ModelFormatException(name, "", e.Rule(), e);
        }
    }

    /// <summary>The names of the classes that a file holds, from the first source that has any.</summary>
    private static Labels? LabelsOf(OnnxModel file)
    {
        if (file.Metadata.TryGetValue(LabelsKey, out string? lines) && lines.Length > 0)
            return new Labels(lines.Split('\n'));
        foreach (string key in NamesKeys)
        {
            if (file.Metadata.TryGetValue(key, out string? text) && LabelText.Parse(text) is { Length: > 0 } names)
                return new Labels(names);
        }

        return file.ClassLabels is { Length: > 0 } labels ? new Labels(labels) : null;
    }

    /// <summary>ConvNetJS's own demos preprocess by x / 255 - 0.5 for colour images and x / 255 for gray ones.</summary>
    private static Model FromConvNetJs(
        Graph graph, string name, ModelOptions options, Statement? neighbor, CancellationToken cancellation)
    {
        try
        {
            Preprocessing? standard = graph.Inputs[0].Dimensions[1] switch
            {
                3 => Preprocessing.UnitRange with { Mean = [0.5f] },
                1 => Preprocessing.UnitRange with { Channels = ChannelOrder.Gray },
                _ => null,
            };
            Statement convention = new(PreprocessingSourceKind.Guess, "ConvNetJS's files state none; that of its demos was assumed")
            {
                Preprocessing = standard,
            };
            return new Model(graph, options, new ModelStatements { Convention = convention, Neighbor = neighbor }, cancellation);
        }
        catch (ArgumentException e) when (e.ParamName != "options")
        {
            throw new ModelFormatException(name, "", e.Rule(), e);
        }
    }
}
