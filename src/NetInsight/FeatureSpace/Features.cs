using System.Diagnostics.CodeAnalysis;
using NetInsight.FeatureSpace;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// What a layer makes of each of many images, as a table: the numbers in which a network's idea of likeness lives ("CNN codes"; Krizhevsky et al. 2012,
/// section 6.1; Donahue et al. 2014, arXiv:1310.1531). On the processor the numbers do not depend on the size of batches, to the last bit.
/// </summary>
public static class Features
{
    /// <summary>Runs the network over all images, as far as the layer needs.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Any number of images of any size. They are drawn one batch at a time and let go, so they need not fit the memory together; the table must.</param>
    /// <param name="layer">The layer, or a module whose last layer is meant.</param>
    /// <param name="options">Pooling, batch size, memory.</param>
    /// <param name="progress">Is told the images done. Where the sequence does not know its length, the total is that of the images so far.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">There is no such layer, or no image, or an image is null.</exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open, or the layer's outputs have no row for each image.</exception>
    /// <exception cref="ResourceLimitException">The table would have more numbers than an array can hold.</exception>
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
        (ImageBatches batches, FeatureRows rows) = Begin(model, layer, options, images.TryGetNonEnumeratedCount(out int total) ? total : null, progress, cancellationToken);
        foreach (RgbImage image in images)
            batches.Add(image);
        return End(batches, rows, layer);
    }

    /// <summary>
    /// As <see cref="Compute"/>, of images that come asynchronously. Only images are waited for: the network runs in the thread in which the sequence goes on, the
    /// caller's as long as it need not wait.
    /// </summary>
    /// <inheritdoc cref="Compute"/>
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

    private static (ImageBatches, FeatureRows) Begin(
        Model model, string layer, FeaturesOptions? options, int? total, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        options ??= FeaturesOptions.Default;
        FeatureRows rows = new(options.Pooling);
        return (new ImageBatches(model, layer, options.BatchSize, options.MemoryBudget, (output, count) => rows.Add(output, count, layer), total, progress, cancellation), rows);
    }

    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The parameter is that of the technique.")]
    private static FeatureTable End(ImageBatches batches, FeatureRows rows, string layer)
    {
        batches.Run();
        return rows.Count > 0 ? new FeatureTable(rows.ToTensor(), layer) : throw new ArgumentException("There is no image.", "images");
    }
}
