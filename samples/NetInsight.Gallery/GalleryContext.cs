namespace NetInsight.Gallery;

/// <summary>What all sections of a gallery share: the network, the pictures, and the folder to write into.</summary>
/// <param name="model">The network.</param>
/// <param name="pictures">All pictures.</param>
/// <param name="rows">How many of them get a row of their own.</param>
/// <param name="subject">The picture on whose way through the network one looks, which gets a row too; null for the surest answer among the rows.</param>
/// <param name="checksFields">Whether receptive fields are held against the network.</param>
/// <param name="output">The folder.</param>
internal sealed class GalleryContext(Model model, IReadOnlyList<GalleryPicture> pictures, int rows, GalleryPicture? subject, bool checksFields, string output)
{
    private FeatureTable? _features;

    /// <summary>The network.</summary>
    public Model Model => model;

    /// <summary>All pictures.</summary>
    public IReadOnlyList<GalleryPicture> Pictures => pictures;

    /// <summary>The pictures that get a row of their own, evenly spread over all; and the subject.</summary>
    public IReadOnlyList<GalleryPicture> Rows { get; } = [.. Spread.Over(pictures.Count, rows).Select(index => pictures[index]).Append(subject).OfType<GalleryPicture>().Distinct()];

    /// <summary>Whether receptive fields are held against the network, which takes some hundred runs.</summary>
    public bool ChecksFields => checksFields;

    /// <summary>The picture on whose way through the network one looks.</summary>
    public GalleryPicture Subject => subject ?? Rows.MaxBy(picture => picture.Answer.Probability)!;

    /// <summary>
    /// The network's answers as labels of the pictures; null where nearly every picture has one of its own, so that a label tells nothing.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; } = pictures.DistinctBy(picture => picture.Answer.Label).Count() <= Math.Min(30, pictures.Count * 2 / 3)
        ? [.. pictures.Select(picture => picture.Answer.Label)]
        : null;

    /// <summary>The layer before the last one with weights: what the network makes of a picture before it decides.</summary>
    public string FeatureLayer
    {
        get
        {
            int last = model.Layers.Count - 1;
            while (last > 0 && model.Layers[last].Operator is not ("Gemm" or "MatMul" or "Conv"))
                last--;
            return model.Layers[Math.Max(last - 1, 0)].Name;
        }
    }

    /// <summary>The features of all pictures in <see cref="FeatureLayer"/>, computed when first asked for.</summary>
    public FeatureTable Features(CancellationToken cancellation)
    {
        if (_features is not null)
            return _features;
        ProgressBar bar = new("features", pictures.Count);
        FeatureTable table = NetInsight.Features.Compute(
            model, pictures.Select(picture => picture.Load()), FeatureLayer, new FeaturesOptions { Pooling = FeaturePooling.Average }, bar, cancellation);
        ProgressBar.End();
        table = table.WithIds(pictures.Select(picture => picture.Name));
        return _features = Labels is null ? table : table.WithLabels(Labels);
    }

    /// <summary>All pictures with names of their own: two files may have one name but for their endings.</summary>
    public IEnumerable<NamedImage> Named() => pictures.Select((picture, at) => new NamedImage($"{at + 1:0000} {picture.Name}", picture.Load()));

    /// <summary>Writes a picture into the folder and returns its name, which is its address on the page.</summary>
    public string Save(RgbImage picture, string name)
    {
        picture.Save(Path.Combine(output, name));
        return name;
    }

    /// <summary>Where a file of a name belongs.</summary>
    public string PathOf(string name) => Path.Combine(output, name);
}
