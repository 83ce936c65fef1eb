using NetInsight.Synthesis.Style;

namespace NetInsight;

/// <summary>
/// New images of a texture: from noise, an image is optimised until the Gram matrices of several layers are those of an example (Gatys,
/// Ecker and Bethge 2015, "Texture Synthesis Using Convolutional Neural Networks", arXiv:1505.07376). What comes out is what the network
/// knows of a texture where nothing else is asked of it.
/// </summary>
/// <remarks>
/// The sum over layers of w |G - G_t|^2 is minimised, G = F F' / (C H W), F a layer's feature map as C x (H W); by default divided by
/// |G_t|^2, so that layers count alike in any network. Layers are chosen as for <see cref="StyleTransfer"/> where none are named.
/// </remarks>
/// <example>
/// <code>
/// TextureSynthesis.Compute(model, RgbImage.Load("pebbles.jpg")).ToImage().Save("more-pebbles.png");
/// </code>
/// </example>
public static class TextureSynthesis
{
    /// <summary>Synthesises images.</summary>
    /// <param name="model">The network; its layers must run at the images' sizes.</param>
    /// <param name="texture">The example.</param>
    /// <param name="options">Layers, sizes, number of images, optimiser, steps, seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the images as they are then; the model stays usable.</param>
    /// <returns>The images, and minus the loss before each step and at the end.</returns>
    /// <exception cref="ArgumentException">
    /// A layer does not exist, is no feature map, or does not run at the images' sizes; no layers are named and none are known of this
    /// network; a Gram matrix that distances are relative to is all 0; the network does not take images of this kind.
    /// </exception>
    /// <exception cref="InvalidOperationException">An operator has no gradient, or a value is not finite.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled before the first step.</exception>
    /// <exception cref="ResourceLimitException">An image is too large for the model's limits.</exception>
    public static SynthesizedImages Compute(
        Model model,
        RgbImage texture,
        TextureSynthesisOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texture);
        options ??= TextureSynthesisOptions.Default;
        RgbImage example = StyleSizes.Reduced(texture, options.LongSide);
        Tensor input = model.Preprocessing.ToTensor([example]);
        IReadOnlyList<LayerWeight> layers = options.GramLayers ?? StyleLayers.ForGram(model);
        Objective objective = options.Weight * StyleObjective.Style(model, [(input, 1)], layers, options.Scale, cancellationToken);
        string scale = options.Scale == GramScale.Relative ? "relative" : $"{options.Scale}";
        ImageSize size = options.Size ?? new ImageSize(example.Height, example.Width);
        ImageSynthesisOptions recipe = new()
        {
            Images = options.Images,
            Steps = options.Steps,
            Size = size,
            Parameterization = Parameterization.Pixels(deviation: 0.1, level: 0.5),
            Transformations = [],
            Regularizers = StyleSizes.Smoothing(
                options.Smoothness, model.Preprocessing, new Shape(1, input.Shape[1], size.Height, size.Width)),
            Optimizer = options.Optimizer,
            StaysInPixelRange = options.StaysInPixelRange,
            SnapshotEvery = options.SnapshotEvery,
            Seed = options.Seed,
            MemoryBudget = options.MemoryBudget,
        };
        string name = $"the texture (Gram matrices, {scale}) of {string.Join(", ", layers.Select(layer => layer.Layer))}";
        return ImageSynthesis.Compute(model, objective.Named(name), recipe, progress, cancellationToken);
    }
}
