using NetInsight.Formats;
using NetInsight.Formats.ConvNetJs;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Formats.Reading;
using NetInsight.Graphs;

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
    /// <param name="path">The file.</param>
    /// <param name="options">Preprocessing, labels, threads, limits.</param>
    /// <param name="cancellationToken">Stops the loading, within 200 ms.</param>
    /// <exception cref="ArgumentException">
    /// There is no output of the name that <see cref="ModelOptions.Output"/> gives, or labels are more or fewer than the classes.
    /// </exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ModelFormatException">The file is broken: where, and what was expected.</exception>
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
            return Read(file, path, new OnnxExternalData(path, file.Status, options.Limits), options, cancellationToken);
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
            return Read(bytes, "stream", null, options, cancellationToken);
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
        ByteSource file, string name, OnnxExternalData? externalData, ModelOptions options, CancellationToken cancellation)
    {
        using (externalData)
        {
            RefuseWeights(WeightsFormatDetector.Detect(file), name);
            return ConvNetJsReader.Recognizes(file)
                ? FromConvNetJs(ConvNetJsReader.Read(file, name, options.Limits, cancellation), name, options, cancellation)
                : FromOnnx(OnnxReader.Read(file, name, externalData, RequestOf(options, cancellation)), name, options, cancellation);
        }
    }

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

    private static OnnxRequest RequestOf(ModelOptions options, CancellationToken cancellation) => new(options.Limits)
    {
        ForImages = true,
        Inputs = options.Inputs,
        Layout = options.Layout,
        Size = options.InputSize,
        Cancellation = cancellation,
    };

    private static Model FromOnnx(OnnxModel file, string name, ModelOptions options, CancellationToken cancellation)
    {
        try
        {
            bool isStated = options.Preprocessing is null && file.Metadata.ContainsKey(Preprocessing.MetadataKey);
            if (options.Preprocessing is null && file.Metadata.TryGetValue(Preprocessing.MetadataKey, out string? preprocessing))
                options = options with { Preprocessing = Preprocessing.Parse(preprocessing) };
            else if (options.Preprocessing is null && file.TakesIntegers)
                options = options with { Preprocessing = PixelsFor(file.Graph) };
            options = options with { InputSize = file.Size ?? options.InputSize };
            Model model = new(file.Graph, options, LabelsOf(file), cancellation);
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

    /// <summary>Inputs of integers are pixels, from 0 to 255.</summary>
    private static Preprocessing PixelsFor(Graph graph) =>
        new() { Channels = graph.Inputs[0].Dimensions is [_, 1, _, _] ? ChannelOrder.Gray : ChannelOrder.Rgb };

    /// <summary>ConvNetJS's own demos preprocess by x / 255 - 0.5 for colour images and x / 255 for gray ones.</summary>
    private static Model FromConvNetJs(Graph graph, string name, ModelOptions options, CancellationToken cancellation)
    {
        try
        {
            Preprocessing? standard = graph.Inputs[0].Dimensions[1] switch
            {
                3 => Preprocessing.UnitRange with { Mean = [0.5f] },
                1 => Preprocessing.UnitRange with { Channels = ChannelOrder.Gray },
                _ => null,
            };
            return new Model(graph, options with { Preprocessing = options.Preprocessing ?? standard }, null, cancellation);
        }
        catch (ArgumentException e) when (e.ParamName != "options")
        {
            throw new ModelFormatException(name, "", e.Rule(), e);
        }
    }
}
