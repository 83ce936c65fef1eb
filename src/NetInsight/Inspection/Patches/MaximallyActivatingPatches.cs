using NetInsight.Imaging;
using NetInsight.Inspection.Patches;

namespace NetInsight;

/// <summary>
/// What a channel of a convolutional layer detects: the positions in many images at which its units respond most strongly, and the patches
/// in their receptive fields (Girshick et al. 2014, arXiv:1311.2524, figure 3; Zeiler and Fergus 2014, arXiv:1311.2901, figure 2; Yosinski
/// et al. 2015, arXiv:1506.06579).
/// </summary>
/// <remarks>
/// Every unit of every image is compared. The order is: activation descending, name of the image ascending (ordinal), then row, then
/// column, so that equal activations have one order. Units that are NaN or infinite are left out. On the CPU the result has the same bits
/// for batches of any size.
/// </remarks>
public static class MaximallyActivatingPatches
{
    /// <summary>Searches images for the units that respond most strongly in each channel.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">
    /// Any number of named images of any size, such as <see cref="ImageFolder.Read"/>; only one batch of them is held at a time.
    /// </param>
    /// <param name="layer">A layer whose outputs are feature maps, or a module whose last layer is meant.</param>
    /// <param name="channels">The channels, in the order of the result's rows; null for all.</param>
    /// <param name="options">How many units of each, patch size, batches and memory, and an earlier search to continue.</param>
    /// <param name="progress">
    /// Receives the number of images done. Where the sequence does not know its length, the total is that of the images so far.
    /// </param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable, and a saved checkpoint remains.</param>
    /// <returns>
    /// The patches of each channel. Where the layer has no single receptive field, because paths of different stride or centre lead to it,
    /// each patch is the whole input, and the caption says so.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no such layer or channel, the layer makes no feature maps, or an image is null or has the name of an earlier one.
    /// </exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written.</exception>
    public static PatchTable Compute(
        Model model,
        IEnumerable<NamedImage> images,
        string layer,
        IReadOnlyList<int>? channels = null,
        PatchesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Begin(model, layer, channels, options, PatchSearch.CountOf(images), progress, cancellationToken).Over(images);
    }

    /// <summary>
    /// As <see cref="Compute"/>, for images that come asynchronously. Only images are awaited: the network runs on the thread on which the
    /// sequence continues, the caller's as long as it need not wait.
    /// </summary>
    /// <inheritdoc cref="Compute"/>
    public static Task<PatchTable> ComputeAsync(
        Model model,
        IAsyncEnumerable<NamedImage> images,
        string layer,
        IReadOnlyList<int>? channels = null,
        PatchesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Begin(model, layer, channels, options, null, progress, cancellationToken).OverAsync(images);
    }

    /// <summary>
    /// Checks that patches alone activate their units: each is placed, at its position, on an input that is 0 everywhere else, and the unit
    /// is computed again (as the Deep Visualization Toolbox checks its own; Yosinski et al. 2015).
    /// </summary>
    /// <param name="model">The network with which the table was made.</param>
    /// <param name="table">The patches; the pixels are taken from the original images, not from the patches as drawn.</param>
    /// <param name="images">The table's images; others are ignored, and patches of missing images are not checked.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">The table does not fit the network.</exception>
    /// <exception cref="InvalidOperationException">
    /// The table shows whole images, so that nothing around a patch could have an effect.
    /// </exception>
    public static PatchCheck Verify(
        Model model, PatchTable table, IEnumerable<NamedImage> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(images);
        PatchProbe probe = new(model, table, cancellationToken);
        foreach (NamedImage image in images)
            probe.Add(image ?? throw new ArgumentException("An image is null.", nameof(images)));
        return probe.Finish();
    }

    private static PatchSearch Begin(
        Model model,
        string layer,
        IReadOnlyList<int>? channels,
        PatchesOptions? options,
        int? total,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        options ??= PatchesOptions.Default;
        _ = model.InputSize();
        Shape shape = model.MapShapeOf(layer);
        string made = $"Layer '{Printable.Escape(layer)}' makes {shape}";
        if (shape.Rank != 4)
            throw new ArgumentException($"{made}, and no feature map: {nameof(MostActivatingImages)} is for such layers.", nameof(layer));
        if (shape[0] != 1)
        {
            throw new ArgumentException(
                $"{made} of one image, which is no map of channels; 1 x channels x height x width is expected.", nameof(layer));
        }

        PatchSettings settings = PatchSettings.Of(model, layer, model.FindReceptiveField(layer), options, cancellation);
        return new PatchSearch(model, settings, channels, options, total, progress, cancellation);
    }
}
