using System.Text;
using System.Text.Json;
using NetInsight.Formats.Reading;
using NetInsight.Formats.Safetensors;
using NetInsight.Imaging;

namespace NetInsight;

public sealed partial class FeatureTable
{
    private const string TensorName = "features";
    private const string LayerKey = "netinsight.layer";
    private const string IdsKey = "netinsight.ids";
    private const string LabelsKey = "netinsight.labels";

    /// <summary>
    /// Writes a safetensors file atomically: the tensor <c>features</c> [images, features], and in the metadata the layer, names and labels
    /// (JSON arrays of strings).
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="ArgumentException">Names and labels need more than the format's 100,000,000 bytes.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    public void Save(string path) => AsWeights().Save(path, ElementType.Float32, Metadata());

    /// <inheritdoc cref="Save"/>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default) =>
        AsWeights().SaveAsync(path, ElementType.Float32, Metadata(), cancellationToken);

    /// <summary>Reads a file of <see cref="Save"/>, or any safetensors file with a matrix of floats called <c>features</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Limits of the file; null means <see cref="LoadLimits.Default"/>.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ModelFormatException">The file has another format or is damaged: where, and what was expected.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    public static FeatureTable Load(string path, LoadLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Opened(path, limits, default);
    }

    private static FeatureTable Opened(string path, LoadLimits? limits, CancellationToken cancellation) =>
        LoadBudget.Guard(path, () => Read(path, limits ?? LoadLimits.Default, cancellation));

    private static FeatureTable Read(string path, LoadLimits limits, CancellationToken cancellation)
    {
        SafetensorsFile file = SafetensorsFile.Open(path, limits);
        if (!file.Shapes.TryGetValue(TensorName, out Shape shape) || shape.Rank != 2)
            throw new ModelFormatException(path, TensorName, "is missing or no matrix: a table of features holds one, images x features.");
        string[]? ids = Texts(file, path, IdsKey, shape[0]), labels = Texts(file, path, LabelsKey, shape[0]);
        return new FeatureTable(file.Read(TensorName, cancellation), file.Metadata.GetValueOrDefault(LayerKey, TensorName), ids, labels);
    }

    /// <summary>As <see cref="Load"/>, on the thread pool.</summary>
    /// <inheritdoc cref="Load"/>
    public static Task<FeatureTable> LoadAsync(string path, LoadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Opened(path, limits, cancellationToken), cancellationToken);
    }

    private Weights AsWeights() => Weights.Of(new Dictionary<string, Tensor> { [TensorName] = Values });

    private Dictionary<string, string> Metadata()
    {
        Dictionary<string, string> metadata = new() { [LayerKey] = Layer };
        if (Ids is { } ids)
            metadata[IdsKey] = Json(ids);
        if (Labels is { } labels)
            metadata[LabelsKey] = Json(labels);
        return metadata;
    }

    private static string Json(IEnumerable<string> texts)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartArray();
            foreach (string text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static string[]? Texts(SafetensorsFile file, string path, string key, int count)
    {
        if (!file.Metadata.TryGetValue(key, out string? json))
            return null;
        string[] texts;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            texts =
            [
                .. document.RootElement.EnumerateArray()
                    .Select(element => element.GetString() ?? throw new FormatException("a text is null")),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException(path, key, $"must be a JSON list of texts: {Printable.Escape(e.Message)}", e);
        }

        return texts.Length == count
            ? texts
            : throw new ModelFormatException(path, key, $"holds {texts.Length:N0} texts for {count:N0} images.");
    }
}
