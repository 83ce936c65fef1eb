using NetInsight.Synthesis.Networks;

namespace NetInsight;

/// <summary>
/// Runs networks that make images of images: fast style (Johnson et al. 2016, arXiv:1603.08155), colouring, denoising, super-resolution.
/// </summary>
/// <remarks>
/// <para>
/// What values stand for is taken, in this order, from the options; for the input from <see cref="Model.Preprocessing"/> where anything
/// states it (<see cref="Model.PreprocessingSource"/> is no guess); for the output from the operator that ends the network: a sigmoid, a
/// hyperbolic tangent or a clip, also scaled and shifted. Where one of both is known so, the other is taken to be alike. Where nothing is,
/// a test pattern from 0 to 1 is run and the output's values are looked at; <see cref="ImageNetworkForm.IsAssumed"/> then says so, and
/// values that fit no range are refused.
/// </para>
/// <para>
/// Images run at their own size. Where a network needs multiples of some number, the image is extended by its edge pixels and the result
/// cropped. The order of channels is that of <see cref="Model.Preprocessing"/>, RGB by default, in the output too.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using Model candy = Model.Load("candy-9.onnx");
/// ImageNetwork.Apply(candy, RgbImage.Load("photo.jpg")).Save("candy.png");
/// Console.WriteLine(ImageNetwork.Describe(candy));         // what was assumed of its values
/// </code>
/// </example>
public static class ImageNetwork
{
    /// <summary>The network's result for an image.</summary>
    /// <param name="model">The network: one image of 1 or 3 channels in, one out (<see cref="Model.Output"/>).</param>
    /// <param name="image">The image, of any size.</param>
    /// <param name="options">Ranges of values, tiles.</param>
    /// <param name="progress">Receives the number of tiles done; 1 for a whole image.</param>
    /// <param name="cancellationToken">Stops the run; the model stays usable.</param>
    /// <returns>An image of the image's size times <see cref="ImageNetworkForm.Scale"/>; values outside black and white are cut.</returns>
    /// <exception cref="InvalidOperationException">
    /// The network is no image-to-image network (the message says what its output is); what its values stand for is not stated and cannot
    /// be measured; or an element of the result is not finite.
    /// </exception>
    /// <exception cref="ArgumentException">The network does not run at this size, or the overlap is not smaller than the tiles.</exception>
    /// <exception cref="ResourceLimitException">
    /// The image would need more memory than the model's limits allow: <see cref="ImageNetworkOptions.TileSize"/> bounds it.
    /// </exception>
    public static RgbImage Apply(
        Model model,
        RgbImage image,
        ImageNetworkOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        options ??= ImageNetworkOptions.Default;
        if (options.TileSize is { } side && options.TileOverlap >= side)
        {
            throw new ArgumentException(
                $"Tiles of {side} pixels share {options.TileOverlap}; the overlap must be smaller than the tiles.", nameof(options));
        }

        ImageGraph graph = new(model);
        ImageNetworkForm form = ImageValues.FormOf(graph, options, cancellationToken);
        ImageRuns runs = new(graph, form, cancellationToken);
        int unit = (int)Math.Max(Math.Round(1 / graph.Scale), 1);
        if (options.TileSize % unit > 0)
        {
            throw new ArgumentException(
                $"The result has 1/{unit} of the image's height and width: tiles need a multiple of {unit} pixels, not {options.TileSize}.",
                nameof(options));
        }

        try
        {
            return options.TileSize is { } tile
                ? new ImageTiles(image.Height, image.Width, tile, options.TileOverlap, unit).Run(image, runs, progress)
                : Whole();
        }
        catch (ResourceLimitException e) when (options.TileSize is null)
        {
            throw new ResourceLimitException(
                $"{e.Message} {nameof(ImageNetworkOptions)}.{nameof(ImageNetworkOptions.TileSize)} runs the image in tiles.", e);
        }

        RgbImage Whole()
        {
            RgbImage result = runs.ToImage(runs.Run(image));
            new ProgressReport(progress, 1).Add(1);
            return result;
        }
    }

    /// <summary>What a network takes and makes, and what of that is assumed.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">Ranges of values that are known.</param>
    /// <param name="cancellationToken">Stops a run that measures the output's values.</param>
    /// <inheritdoc cref="Apply" path="/exception[@cref='InvalidOperationException']"/>
    public static ImageNetworkForm Describe(
        Model model, ImageNetworkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ImageValues.FormOf(new ImageGraph(model), options ?? ImageNetworkOptions.Default, cancellationToken);
    }
}
