using NetInsight.Imaging;
using NetInsight.Inspection.Patches;

namespace NetInsight;

/// <summary>
/// What a unit with a receptive field of the whole image detects, such as one of a fully connected layer: the images that activate it most
/// strongly, cropped to the network's input and scaled down.
/// </summary>
/// <remarks>
/// The order is: activation descending, then name of the image ascending (ordinal). Units that are NaN or infinite are left out. In a layer
/// of feature maps each channel is represented by its strongest unit. On the CPU the result has the same bits for batches of any size.
/// </remarks>
public static class MostActivatingImages
{
    /// <summary>Searches images for those that activate each unit most strongly.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Any number of named images of any size; only one batch of them is held at a time.</param>
    /// <param name="layer">A layer with a row of units for each image, or with feature maps; or a module whose last layer is meant.</param>
    /// <param name="units">The units, in the order of the result's rows; null for all.</param>
    /// <param name="options">How many images of each, patch size, batches and memory, and an earlier search to continue.</param>
    /// <param name="progress">
    /// Receives the number of images done. Where the sequence does not know its length, the total is that of the images so far.
    /// </param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable, and a saved checkpoint remains.</param>
    /// <exception cref="ArgumentException">
    /// There is no such layer or unit, or an image is null or has the name of an earlier one.
    /// </exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written.</exception>
    public static PatchTable Compute(
        Model model,
        IEnumerable<NamedImage> images,
        string layer,
        IReadOnlyList<int>? units = null,
        PatchesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Begin(model, layer, units, options, PatchSearch.CountOf(images), progress, cancellationToken).Over(images);
    }

    /// <summary>
    /// As <see cref="Compute"/>, for images that come asynchronously; the network runs on the thread on which the sequence continues.
    /// </summary>
    /// <inheritdoc cref="Compute"/>
    public static Task<PatchTable> ComputeAsync(
        Model model,
        IAsyncEnumerable<NamedImage> images,
        string layer,
        IReadOnlyList<int>? units = null,
        PatchesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Begin(model, layer, units, options, null, progress, cancellationToken).OverAsync(images);
    }

    private static PatchSearch Begin(
        Model model,
        string layer,
        IReadOnlyList<int>? units,
        PatchesOptions? options,
        int? total,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        options = (options ?? PatchesOptions.Default) with { PerImage = 1 };
        _ = model.InputSize();
        Shape shape = model.MapShapeOf(layer);
        if (shape.Rank is not (2 or 4) || shape[0] != 1)
        {
            throw new ArgumentException(
                $"Layer '{Printable.Escape(layer)}' makes {shape} of one image; 1 x units or 1 x channels x height x width is expected.",
                nameof(layer));
        }

        PatchSettings settings = PatchSettings.Of(model, layer, field: null, options, cancellation);
        return new PatchSearch(model, settings, units, options, total, progress, cancellation);
    }
}
