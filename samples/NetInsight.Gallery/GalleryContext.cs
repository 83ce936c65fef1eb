namespace NetInsight.Gallery;

/// <summary>What all sections of a gallery share: the network, the images, and the folder to write into.</summary>
/// <param name="model">The network.</param>
/// <param name="images">All images.</param>
/// <param name="rows">How many of them get a row of their own.</param>
/// <param name="subject">The image whose activations are shown, which gets a row too; null for the most certain among the rows.</param>
/// <param name="checksFields">Whether receptive fields are checked against the network.</param>
/// <param name="output">The folder.</param>
internal sealed class GalleryContext(
    Model model, IReadOnlyList<GalleryImage> images, int rows, GalleryImage? subject, bool checksFields, string output)
{
    private const int MostNeighbors = 8;

    private FeatureTable? _features;
    private NearestNeighborTable? _neighbors;

    /// <summary>The network.</summary>
    public Model Model => model;

    /// <summary>All images.</summary>
    public IReadOnlyList<GalleryImage> Images => images;

    /// <summary>The images that get a row of their own, evenly spread over all; and the subject.</summary>
    public IReadOnlyList<GalleryImage> Rows { get; } =
        [.. Spread.Over(images.Count, rows).Select(index => images[index]).Append(subject).OfType<GalleryImage>().Distinct()];

    /// <summary>Whether receptive fields are checked against the network, which takes some hundred runs.</summary>
    public bool ChecksFields => checksFields;

    /// <summary>The image whose activations are shown.</summary>
    public GalleryImage Subject => subject ?? Rows.MaxBy(image => image.Top.Probability)!;

    /// <summary>
    /// The predicted classes as labels of the images; null where nearly every image has another, so that labels group nothing.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; } =
        images.DistinctBy(image => image.Top.Label).Count() <= Math.Min(30, images.Count * 2 / 3)
            ? [.. images.Select(image => image.Top.Label)]
            : null;

    /// <summary>The layer before the last one with weights: the features from which the classes are computed.</summary>
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

    /// <summary>The features of all images in <see cref="FeatureLayer"/>, computed on the first request.</summary>
    public FeatureTable Features(CancellationToken cancellation)
    {
        if (_features is not null)
            return _features;
        ProgressBar bar = new("features", images.Count);
        FeatureTable table = NetInsight.Features.Compute(
            model, Named(), FeatureLayer, new FeaturesOptions { Pooling = FeaturePooling.Average }, bar, cancellation);
        ProgressBar.End();
        return _features = Labels is null ? table : table.WithLabels(Labels);
    }

    /// <summary>
    /// The nearest neighbours of all images in <see cref="FeatureLayer"/>, by cosine distance; computed on the first request.
    /// </summary>
    /// <remarks>
    /// Features after a ReLU differ in length, and by Euclidean distance short ones are near to all others: one photograph stood in 104 of
    /// 113 lists of GoogLeNet, and by cosine distance none in more than 25.
    /// </remarks>
    public NearestNeighborTable Neighbors(CancellationToken cancellation) => _neighbors ??= NearestNeighbors.Compute(
        Features(cancellation),
        Math.Min(MostNeighbors, images.Count - 1),
        new NearestNeighborsOptions { Metric = NeighborMetric.Cosine },
        cancellationToken: cancellation);

    /// <summary>All images with unique names: two files may differ in nothing but their extension.</summary>
    public IEnumerable<NamedImage> Named()
    {
        Dictionary<string, int> seen = [];
        foreach (GalleryImage image in images)
        {
            int count = seen[image.Name] = seen.GetValueOrDefault(image.Name) + 1;
            yield return new NamedImage(count == 1 ? image.Name : $"{image.Name} #{count}", image.Load());
        }
    }

    /// <summary>Writes an image into the folder and returns its name, which is its URL on the page.</summary>
    public string Save(RgbImage image, string name)
    {
        image.Save(Path.Combine(output, name));
        return name;
    }

    /// <summary>The path of a file in the folder.</summary>
    public string PathOf(string name) => Path.Combine(output, name);
}
