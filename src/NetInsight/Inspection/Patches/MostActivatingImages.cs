using NetInsight.Inspection.Patches;

namespace NetInsight;

/// <summary>
/// What a unit that sees the whole picture answers to, such as one of a fully connected layer: the pictures that activate it most, as the
/// network is shown them, small.
/// </summary>
/// <remarks>
/// The order is: activation descending, then name of the picture ascending (ordinal). Units that are NaN or infinite are left out. A layer
/// that makes maps is represented by the strongest unit of each channel. On the processor the result does not depend on the size of
/// batches, to the last bit.
/// </remarks>
public static class MostActivatingImages
{
    /// <summary>Searches pictures for those that activate each unit most.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Any number of named pictures of any size; they are drawn one batch at a time and let go.</param>
    /// <param name="layer">A layer with a row of units for each picture, or with maps; or a module whose last layer is meant.</param>
    /// <param name="units">The units, in the order of the result's rows; null for all.</param>
    /// <param name="options">How many units of each, patches' size, batches and memory, and where to go on.</param>
    /// <param name="progress">
    /// Is told the pictures done. Where the sequence does not know its length, the total is that of the pictures so far.
    /// </param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable, and what was saved as a checkpoint stays.</param>
    /// <exception cref="ArgumentException">
    /// There is no such layer or unit, or a picture is null or has a name that was there before.
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
        PatchSearch search = Begin(model, layer, units, options, images.TryGetNonEnumeratedCount(out int total) ? total : null, progress, cancellationToken);
        foreach (NamedImage image in images)
            search.Add(image);
        return search.Finish();
    }

    /// <summary>
    /// As <see cref="Compute"/>, of pictures that come asynchronously; the network runs in the thread in which the sequence goes on.
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
        PatchSearch search = Begin(model, layer, units, options, null, progress, cancellationToken);
        return Run();

        async Task<PatchTable> Run()
        {
            await foreach (NamedImage image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
                search.Add(image);
            return search.Finish();
        }
    }

    private static PatchSearch Begin(
        Model model, string layer, IReadOnlyList<int>? units, PatchesOptions? options, int? total, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        options ??= PatchesOptions.Default;
        (int height, int width) = model.InputSize();
        Shape shape = model.ShapeOf(layer);
        if (shape.Rank is not (2 or 4) || shape[0] != 1)
            throw new ArgumentException($"Layer '{Printable.Escape(layer)}' makes {shape} of one picture; 1 x units or 1 x channels x height x width is expected.", nameof(layer));
        PatchSettings settings = new(layer, model.FingerprintOf(layer, cancellation), height, width, null, options.Count, 1, options.PatchSize);
        return new PatchSearch(model, settings, units, options with { PerImage = 1 }, total, progress, cancellation);
    }
}
