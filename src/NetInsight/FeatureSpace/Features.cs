using System.Diagnostics.CodeAnalysis;
using NetInsight.FeatureSpace;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// A layer's output for each of many images, as a table [images, features]: the space in which a network measures similarity ("CNN
/// codes"; Krizhevsky et al. 2012, section 6.1; Donahue et al. 2014, arXiv:1310.1531). On the CPU the values do not depend on the batch
/// size, to the last bit.
/// </summary>
[SuppressMessage("ApiDesign", "RS0026", Justification = "The overloads differ in their second, required parameter.")]
public static class Features
{
    /// <summary>Runs the network over all images, up to the layer; the table has their names.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">
    /// Any number of images of any size, each with a name of its own, such as <see cref="ImageFolder.Read"/> gives. They are enumerated and
    /// released one batch at a time, so only the table must fit into memory.
    /// </param>
    /// <param name="layer">The layer, or a module, which stands for its last layer.</param>
    /// <param name="options">Pooling, batch size, memory.</param>
    /// <param name="progress">Reports the images done. Where the length of the sequence is unknown, the total is that so far.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// There is no such layer, or no image; an image is null, or has the name of an earlier one or one that no file can hold.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The file leaves the input's size open, or the layer's output does not have one row for each image.
    /// </exception>
    /// <exception cref="ResourceLimitException">The table would have more values than an array can hold.</exception>
    public static FeatureTable Compute(
        Model model,
        IEnumerable<NamedImage> images,
        string layer,
        FeaturesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(layer);
        int? total = images.TryGetNonEnumeratedCount(out int known) ? known : null;
        (ImageBatches batches, FeatureRows rows) = Begin(model, layer, options, total, progress, cancellationToken);
        ImageNames names = new();
        foreach (NamedImage image in images)
            Add(image, names, batches);
        return End(batches, rows, layer, names);
    }

    /// <summary>Runs the network over all images, up to the layer; the table has no names.</summary>
    /// <inheritdoc cref="Compute(Model, IEnumerable{NamedImage}, string, FeaturesOptions?, IProgress{Progress}?, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="images">
    /// Any number of images of any size. They are enumerated and released one batch at a time, so only the table must fit into memory.
    /// </param>
    /// <param name="layer">The layer, or a module, which stands for its last layer.</param>
    /// <param name="options">Pooling, batch size, memory.</param>
    /// <param name="progress">Reports the images done. Where the length of the sequence is unknown, the total is that so far.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">There is no such layer, or no image, or an image is null.</exception>
    public static FeatureTable Compute(
        Model model,
        IEnumerable<RgbImage> images,
        string layer,
        FeaturesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(layer);
        int? total = images.TryGetNonEnumeratedCount(out int known) ? known : null;
        (ImageBatches batches, FeatureRows rows) = Begin(model, layer, options, total, progress, cancellationToken);
        foreach (RgbImage image in images)
            batches.Add(image);
        return End(batches, rows, layer);
    }

    /// <summary>
    /// Runs the network over the images of an asynchronous sequence, up to the layer. Only images are awaited: the network runs on the
    /// thread on which the sequence continues, which is the caller's as long as images are available at once.
    /// </summary>
    /// <inheritdoc cref="Compute(Model, IEnumerable{NamedImage}, string, FeaturesOptions?, IProgress{Progress}?, CancellationToken)"/>
    public static Task<FeatureTable> ComputeAsync(
        Model model,
        IAsyncEnumerable<NamedImage> images,
        string layer,
        FeaturesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(layer);
        (ImageBatches batches, FeatureRows rows) = Begin(model, layer, options, null, progress, cancellationToken);
        ImageNames names = new();
        return Run();

        async Task<FeatureTable> Run()
        {
            await foreach (NamedImage image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
                Add(image, names, batches);
            return End(batches, rows, layer, names);
        }
    }

    /// <summary>As for named images; the table has no names.</summary>
    /// <inheritdoc
    ///   cref="ComputeAsync(Model, IAsyncEnumerable{NamedImage}, string, FeaturesOptions?, IProgress{Progress}?, CancellationToken)"/>
    public static Task<FeatureTable> ComputeAsync(
        Model model,
        IAsyncEnumerable<RgbImage> images,
        string layer,
        FeaturesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(layer);
        (ImageBatches batches, FeatureRows rows) = Begin(model, layer, options, null, progress, cancellationToken);
        return Run();

        async Task<FeatureTable> Run()
        {
            await foreach (RgbImage image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
                batches.Add(image);
            return End(batches, rows, layer);
        }
    }

    private static void Add(NamedImage? image, ImageNames names, ImageBatches batches)
    {
        names.Add(image, batches.Count);
        batches.Add(image.Image);
    }

    private static (ImageBatches, FeatureRows) Begin(
        Model model, string layer, FeaturesOptions? options, int? total, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        options ??= FeaturesOptions.Default;
        FeatureRows rows = new(options.Pooling);
        ImageBatches batches = new(
            model,
            layer,
            options.BatchSize,
            options.MemoryBudget,
            (output, count) => rows.Add(options.Pooling == FeaturePooling.None ? output : model.AsMaps(layer, output), count, layer),
            total,
            progress,
            cancellation);
        return (batches, rows);
    }

    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The parameter is that of Compute.")]
    private static FeatureTable End(ImageBatches batches, FeatureRows rows, string layer, ImageNames? names = null)
    {
        batches.Run();
        return rows.Count > 0
            ? new FeatureTable(rows.ToTensor(), layer, names?.All)
            : throw new ArgumentException("There is no image.", "images");
    }
}
