using System.Reflection;

namespace NetInsight.Gallery;

/// <summary>The files from which a gallery is made: the user's, or the embedded ones.</summary>
internal sealed record GallerySources(string? ModelFile, string? ImageFolder, string? LabelFile, string? PreprocessingName)
{
    /// <summary>Whether the embedded demo model is used.</summary>
    public bool IsDemo => ModelFile is null;

    /// <summary>Loads the model.</summary>
    public Model LoadModel()
    {
        ModelOptions options = new()
        {
            Labels = LabelFile is null ? null : Labels.Load(LabelFile),
            Preprocessing = PreprocessingName is null ? null
                : Preprocessing.Presets.TryGetValue(PreprocessingName, out Preprocessing? preset) ? preset
                : throw new ArgumentException(
                    $"There is no preprocessing '{PreprocessingName}'; there are {string.Join(", ", Preprocessing.Presets.Keys)}."),
        };
        if (ModelFile is not null)
            return Model.Load(ModelFile, options);
        using Stream embedded = Open("demo-model.onnx");
        return Model.Load(embedded, options);
    }

    /// <summary>The images in the order of their names; each is loaded on request.</summary>
    public IReadOnlyList<(string Name, Func<RgbImage> Load)> Images()
    {
        if (ImageFolder is null)
        {
            return [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
                .Where(name => name.StartsWith("images/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(name => (Path.GetFileNameWithoutExtension(name), (Func<RgbImage>)(() => LoadEmbedded(name))))];
        }

        (string, Func<RgbImage>)[] found = [.. NetInsight.ImageFolder.Files(ImageFolder)
            .Select(path => (Path.GetFileNameWithoutExtension(path), (Func<RgbImage>)(() => RgbImage.Load(path))))];
        return found.Length > 0 ? found : throw new FileNotFoundException($"The folder '{ImageFolder}' holds no images.");
    }

    /// <summary>An embedded text, such as the page's style.</summary>
    public static string Text(string name)
    {
        using StreamReader reader = new(Open(name));
        return reader.ReadToEnd();
    }

    private static RgbImage LoadEmbedded(string name)
    {
        using Stream stream = Open(name);
        return RgbImage.Load(stream);
    }

    private static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"'{name}' is not embedded in the gallery.");
}
