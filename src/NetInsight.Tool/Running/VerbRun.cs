using System.Text.Json.Nodes;

namespace NetInsight.Tool.Running;

/// <summary>One run of a verb: its model, its images, its output, and what its manifest will say.</summary>
internal sealed class VerbRun : IDisposable
{
    private readonly long _start;
    private readonly List<string> _read = [];
    private readonly List<UnreadableImage> _unreadable = [];

    public VerbRun(
        ToolConsole console,
        string verb,
        IReadOnlyList<string> arguments,
        string modelPath,
        string? labelPath,
        ModelOptions options)
    {
        (Console, Verb, Arguments, ModelPath, LabelPath) = (console, verb, arguments, modelPath, labelPath);
        Started = console.Clock.GetUtcNow();
        _start = console.Clock.GetTimestamp();
        Model = Load(modelPath, options, labelPath, console.Cancellation);
    }

    /// <summary>Where results and progress go.</summary>
    public ToolConsole Console { get; }

    /// <summary>The verb.</summary>
    public string Verb { get; }

    /// <summary>The command line.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The model's file.</summary>
    public string ModelPath { get; }

    /// <summary>The file of the labels; null where none is given.</summary>
    public string? LabelPath { get; }

    /// <summary>The file to write; null for none.</summary>
    public string? Output { get; init; }

    /// <summary>The network.</summary>
    public Model Model { get; }

    /// <summary>Stops the verb.</summary>
    public CancellationToken Cancellation => Console.Cancellation;

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>How long it has run.</summary>
    public TimeSpan Elapsed => Console.Clock.GetElapsedTime(_start);

    /// <summary>The options as they were used, defaults included.</summary>
    public JsonObject Options { get; } = [];

    /// <summary>Seeds of everything random.</summary>
    public JsonObject Seeds { get; } = [];

    /// <summary>The images that were read, in this order.</summary>
    public IReadOnlyList<string> ReadImages => _read;

    /// <summary>The images that could not be read.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable => _unreadable;

    /// <summary>Reads one image, without which there is no result.</summary>
    public RgbImage ReadImage(string path)
    {
        string file = ImagePaths.Find([path]) is [var only] ? only
            : throw new InputException($"{path}: is a folder; one image is expected.");
        RgbImage image = RgbImage.Load(file);
        _read.Add(file);
        return image;
    }

    /// <summary>
    /// Reads images one at a time, showing progress; those that cannot be read are reported and left out, and the exit code says so.
    /// </summary>
    /// <exception cref="InputException">A path leads nowhere, or no image can be read.</exception>
    public IEnumerable<NamedImage> Stream(IEnumerable<string> paths, string what)
    {
        IReadOnlyList<string> files = ImagePaths.Find(paths);
        IReadOnlyDictionary<string, string> names = ImagePaths.NamesOf(files);
        return Images();

        IEnumerable<NamedImage> Images()
        {
            using ProgressLine progress = new(Console, what);
            int done = 0;
            foreach (string path in files)
            {
                Cancellation.ThrowIfCancellationRequested();
                if (TryRead(path) is { } image)
                    yield return new NamedImage(names[path], image);
                progress.Report(++done, files.Count);
            }

            if (_read.Count == 0)
                throw new InputException("None of the images can be read.");
        }
    }

    /// <summary>Writes the output, whole or not at all, and its manifest.</summary>
    public void Save(Action<string> write)
    {
        if (Output is not { } path)
            return;
        Cancellation.ThrowIfCancellationRequested();
        write(path);
        Manifest.Write(this, path);
    }

    /// <summary>Writes an answer as JSON into the output, where one is given.</summary>
    public void Save(VerbAnswer answer) => Save(path => Json.Write(path, answer.Json));

    /// <summary>The images that could not be read, with reasons.</summary>
    public JsonArray UnreadableJson() => Json.Array(_unreadable.Select(image => (JsonNode)new JsonObject
    {
        ["path"] = image.Path,
        ["reason"] = image.Reason is ImageFormatException format ? format.Rule : image.Reason.Message,
    }));

    public void Dispose() => Model.Dispose();

    private static Model Load(string path, ModelOptions options, string? labelPath, CancellationToken cancellation)
    {
        try
        {
            return Model.Load(path, options, cancellation);
        }
        catch (ArgumentException e) when (labelPath is not null && e.ParamName is "options" or "labels" or "Labels")
        {
            throw new InputException($"{labelPath}: {VerbRunner.MessageOf(e)}", e);
        }
    }

    private RgbImage? TryRead(string path)
    {
        try
        {
            RgbImage image = RgbImage.Load(path);
            _read.Add(path);
            return image;
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            UnreadableImage unreadable = new(path, e);
            _unreadable.Add(unreadable);
            Console.Fail($"left out: {unreadable}");
            return null;
        }
    }
}
