using System.Text.Json;
using NetInsight.Formats;

namespace NetInsight.Models.Statements;

/// <summary>
/// Reads the files beside a model file in which tools state preprocessing and names of classes. Only files of known names are opened, in
/// the model's folder and, where that is called <c>onnx</c> as in repositories of Hugging Face, in its parent.
/// </summary>
internal static class NeighborFiles
{
    /// <summary>The largest such file that is read. The config.json of a network of 21,841 classes has 2 MB.</summary>
    private const int MaxBytes = 16 << 20;

    private static readonly string[] LabelFiles = ["labels.txt", "labels.json", "classes.txt"];

    /// <summary>A file that states something, and what it says of itself in messages.</summary>
    private delegate Statement? JsonReader(JsonElement json, string origin);

    /// <summary>What the files beside a model file state; null where nothing does.</summary>
    /// <param name="modelPath">The model file.</param>
    /// <param name="isForPreprocessing">Whether preprocessing is looked for.</param>
    /// <param name="isForLabels">Whether names of classes are looked for.</param>
    /// <exception cref="ModelFormatException">Such a file is malformed; the message names it.</exception>
    public static Statement? Read(string modelPath, bool isForPreprocessing = true, bool isForLabels = true)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        string[] folders = Path.GetFileName(folder).Equals("onnx", StringComparison.OrdinalIgnoreCase)
            && Path.GetDirectoryName(folder) is { } parent ? [folder, parent] : [folder];
        Statement? found = null;
        foreach (JsonFolder place in folders.Select(path => new JsonFolder(path, MaxBytes)))
        {
            if (isForPreprocessing && found?.Preprocessing is null && PreprocessingIn(place) is { } stated)
                found = stated with { Labels = found?.Labels, LabelsOrigin = found?.LabelsOrigin ?? "" };
            if (isForLabels && found?.Labels is null && LabelsIn(place) is { } labels)
            {
                found = (found ?? new Statement(PreprocessingSourceKind.NeighborFile, "")) with
                {
                    Labels = labels.Names,
                    LabelsOrigin = labels.Origin,
                };
            }
        }

        return found;
    }

    private static Statement? PreprocessingIn(JsonFolder folder) =>
        FromJson(folder, "preprocessor_config.json", static (json, origin) =>
            json.Object("pretrained_cfg") is null ? HuggingFaceConfig.Read(json, origin) : TimmConfig.Read(json, origin))
        ?? FromJson(folder, "config.json", TimmConfig.Read)
        ?? FromJson(folder, "metadata_properties.json", FromProperties)
        ?? FromJson(folder, "signature.json", LobeSignature.Read)
        ?? FromJson(folder, "metadata.json", TeachableMachine);

    private static (Labels Names, string Origin)? LabelsIn(JsonFolder folder)
    {
        if (NamesFrom(folder, "config.json", ConfigNames) is { } names)
            return names;
        if (NamesFrom(folder, "signature.json", LobeSignature.Names) is { } lobe)
            return lobe;
        if (NamesFrom(folder, "metadata.json", json => IsTeachableMachine(json) ? LobeSignature.List(json.Field("labels"), "labels") : null)
            is { } teachable)
            return teachable;
        foreach (string name in LabelFiles)
        {
            if (BoundedFile.Read(folder.PathOf(name), MaxBytes) is { } text)
                return (Labels.Parse(text, folder.PathOf(name)), $"{name} beside the file");
        }

        return null;
    }

    private static Statement? FromJson(JsonFolder folder, string name, JsonReader read) =>
        folder.Read<Statement>(name, json => read(json, $"{name} beside the file"));

    private static (Labels Names, string Origin)? NamesFrom(JsonFolder folder, string name, Func<JsonElement, string[]?> read) =>
        folder.Read(name, read) is { Length: > 0 } names ? (new Labels(names), $"{name} beside the file") : null;

    /// <summary>transformers' <c>id2label</c>, unless it only counts (LABEL_0, LABEL_1, ...), or timm's <c>label_names</c>.</summary>
    private static string[]? ConfigNames(JsonElement json)
    {
        JsonElement config = json.Object("pretrained_cfg") ?? json;
        if (json.Object("id2label") is { } labels)
        {
            string[] names = LabelText.Parse(labels.GetRawText())
                ?? throw new FormatException("'id2label' must hold the names of classes 0, 1, 2, ...");
            bool isCount = names.Select((name, index) => name == $"LABEL_{index}").All(isSame => isSame);
            return isCount ? null : names;
        }

        if ((json.Field("label_names") ?? config.Field("label_names")) is not { ValueKind: JsonValueKind.Array } list)
            return null;
        JsonElement? descriptions = json.Object("label_descriptions") ?? config.Object("label_descriptions");
        return [.. list.EnumerateArray().Select(name => Described(name.GetString()!, descriptions))];
    }

    private static string Described(string name, JsonElement? descriptions) => descriptions?.Text(name) ?? name;

    /// <summary>Teachable Machine's metadata.json, whose image networks take x / 127.5 - 1.</summary>
    private static Statement? TeachableMachine(JsonElement json, string origin) => !IsTeachableMachine(json) ? null
        : new Statement(PreprocessingSourceKind.NeighborFile, $"{origin}, of Teachable Machine, whose networks take images from -1 to 1")
        {
            Preprocessing = new Preprocessing { Scale = 1 / 127.5, Mean = [1] },
            Size = json.Pixels("imageSize") is { } side ? new ImageSize(side, side) : null,
        };

    private static bool IsTeachableMachine(JsonElement json) => json.Field("tmVersion") is not null && json.Field("imageSize") is not null;

    /// <summary>Custom Vision's file: an object of texts, as in its networks' metadata.</summary>
    private static Statement? FromProperties(JsonElement json, string origin)
    {
        Dictionary<string, string> properties = [];
        foreach (JsonProperty property in json.EnumerateObject())
        {
            properties[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()! : property.Value.GetRawText();
        }

        return MetadataStatements.Of(properties, PreprocessingSourceKind.NeighborFile, origin);
    }
}
