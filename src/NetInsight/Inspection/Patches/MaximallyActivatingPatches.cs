using NetInsight.Inspection.Patches;

namespace NetInsight;

/// <summary>
/// What a channel of a convolutional layer answers to: the places in many pictures at which its units are strongest, and what these units
/// see there (Girshick et al. 2014, arXiv:1311.2524, figure 3; Zeiler and Fergus 2014, arXiv:1311.2901, figure 2; Yosinski et al. 2015,
/// arXiv:1506.06579, for the form).
/// </summary>
/// <remarks>
/// Every unit of every picture is compared. The order is: activation descending, name of the picture ascending (ordinal), then row, then
/// column, so that equal activations have one order. Units that are NaN or infinite are left out. On the processor the result does not
/// depend on the size of batches, to the last bit.
/// </remarks>
public static class MaximallyActivatingPatches
{
    /// <summary>Searches pictures for the units that are strongest in each channel.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">
    /// Any number of named pictures of any size, such as <see cref="ImageFolder.Read"/>; they are drawn one batch at a time and let go.
    /// </param>
    /// <param name="layer">A layer whose outputs are maps, or a module whose last layer is meant.</param>
    /// <param name="channels">The channels, in the order of the result's rows; null for all.</param>
    /// <param name="options">How many units of each, patches' size, batches and memory, and where to go on.</param>
    /// <param name="progress">
    /// Is told the pictures done. Where the sequence does not know its length, the total is that of the pictures so far.
    /// </param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable, and what was saved as a checkpoint stays.</param>
    /// <returns>
    /// The patches of each channel. Where the layer has no one receptive field, because paths of different stride or centre lead to it,
    /// each patch is the whole of what the network sees of the picture, and the caption says so.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no such layer or channel, the layer makes no maps, or a picture is null or has a name that was there before.
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
        PatchSearch search = Begin(model, layer, channels, options, images.TryGetNonEnumeratedCount(out int total) ? total : null, progress, cancellationToken);
        foreach (NamedImage image in images)
            search.Add(image);
        return search.Finish();
    }

    /// <summary>
    /// As <see cref="Compute"/>, of pictures that come asynchronously. Only pictures are waited for: the network runs in the thread in
    /// which the sequence goes on, the caller's as long as it need not wait.
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
        PatchSearch search = Begin(model, layer, channels, options, null, progress, cancellationToken);
        return Run();

        async Task<PatchTable> Run()
        {
            await foreach (NamedImage image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
                search.Add(image);
            return search.Finish();
        }
    }

    /// <summary>
    /// Shows that patches are what activates their units: each is put alone, at its place, on an input that is 0 everywhere else, and the
    /// unit is computed again (as the Deep Visualization Toolbox checks its own; Yosinski et al. 2015).
    /// </summary>
    /// <param name="model">The network with which the table was made.</param>
    /// <param name="table">Patches; their pictures' own pixels are used, not those that were made for looking at.</param>
    /// <param name="images">The pictures of the table; others are passed over, and patches of missing ones are not checked.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">The table does not fit the network.</exception>
    /// <exception cref="InvalidOperationException">
    /// The table shows whole pictures: there is nothing around a patch that could matter.
    /// </exception>
    public static PatchCheck Verify(
        Model model, PatchTable table, IEnumerable<NamedImage> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(images);
        PatchProbe probe = new(model, table, cancellationToken);
        foreach (NamedImage image in images)
            probe.Add(image ?? throw new ArgumentException("A picture is null.", nameof(images)));
        return probe.Finish();
    }

    private static PatchSearch Begin(
        Model model, string layer, IReadOnlyList<int>? channels, PatchesOptions? options, int? total, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        options ??= PatchesOptions.Default;
        (int height, int width) = model.InputSize();
        Shape shape = model.ShapeOf(layer);
        if (shape.Rank != 4)
            throw new ArgumentException($"Layer '{Printable.Escape(layer)}' makes {shape}, and no map of places: {nameof(MostActivatingImages)} is for such layers.", nameof(layer));
        if (shape[0] != 1)
            throw new ArgumentException($"Layer '{Printable.Escape(layer)}' makes {shape} of one picture, which is no map of channels; 1 x channels x height x width is expected.", nameof(layer));
        PatchSettings settings = new(layer, model.FingerprintOf(layer, cancellation), height, width, model.FindReceptiveField(layer), options.Count, options.PerImage, options.PatchSize);
        return new PatchSearch(model, settings, channels, options, total, progress, cancellation);
    }
}
