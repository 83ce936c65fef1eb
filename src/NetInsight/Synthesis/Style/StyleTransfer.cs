using NetInsight.Synthesis.Style;

namespace NetInsight;

/// <summary>
/// An image that shows what one image shows in the manner of others: features of a deep layer are kept, Gram matrices of several layers,
/// which describe a texture, are taken over (Gatys, Ecker and Bethge 2016, "Image Style Transfer Using Convolutional Neural Networks").
/// </summary>
/// <remarks>
/// The loss a L_content + b L_style is minimised over the image's pixels, L_content = sum over layers of w |F - F_c|^2, L_style = sum over
/// layers of w |G - G_s|^2 with G = F F' / (C H W); F is a layer's feature map as C x (H W). By default both are divided by |F_c|^2 and
/// |G_s|^2, so that the same weights suit any network and preprocessing. Of several styles the Gram matrices are averaged by their weights,
/// which has the same gradient as the weighted sum of their losses. Where no layers are named, a stage is a feature map through which all
/// paths of the network go (VGG's ReLUs, the outputs of GoogLeNet's modules and ResNet's blocks): styles take the first stage at each of
/// the first five sizes, of VGG relu1_1 to relu5_1; contents the second stage at an eighth of the image's size, relu4_2.
/// </remarks>
/// <example>
/// <code>
/// StyleTransferReport styled = StyleTransfer.Compute(model, photo, RgbImage.Load("starry-night.jpg"));
/// styled.ToImage().Save("styled.png");
/// Console.WriteLine(styled.Caption);
/// </code>
/// </example>
public static class StyleTransfer
{
    /// <summary>Gives a content the style of an image.</summary>
    /// <param name="model">The network; its layers must run at the images' sizes.</param>
    /// <param name="content">What is shown.</param>
    /// <param name="style">How it is shown.</param>
    /// <param name="options">Layers, weights, colours, sizes, optimiser, steps, seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the image as it is then; the model stays usable.</param>
    /// <returns>The image, its loss before each step and at the end, and each layer's share.</returns>
    /// <exception cref="ArgumentException">
    /// A layer does not exist, is no feature map where a Gram matrix is asked for, or does not run at the images' sizes; no layers are
    /// named and none are known of this network; features or Gram matrices that distances are relative to are all 0; the network does not
    /// take images of this kind.
    /// </exception>
    /// <exception cref="InvalidOperationException">An operator has no gradient, or a value is not finite.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled before the first step.</exception>
    /// <exception cref="ResourceLimitException">The image is too large for the model's limits.</exception>
    public static StyleTransferReport Compute(
        Model model,
        RgbImage content,
        RgbImage style,
        StyleTransferOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(style);
        return Compute(model, content, [new StyleImage(style)], options, progress, cancellationToken);
    }

    /// <summary>Gives a content the style of several images, blended by their weights.</summary>
    /// <param name="model">The network; its layers must run at the images' sizes.</param>
    /// <param name="content">What is shown.</param>
    /// <param name="styles">How it is shown; at least one.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, RgbImage, StyleTransferOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="options">Layers, weights, colours, sizes, optimiser, steps, seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the image as it is then; the model stays usable.</param>
    public static StyleTransferReport Compute(
        Model model,
        RgbImage content,
        IReadOnlyList<StyleImage> styles,
        StyleTransferOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(styles);
        if (styles.Count == 0 || styles.Contains(null))
            throw new ArgumentException("At least one style is expected, and no null.", nameof(styles));
        return new StyleRun(model, content, styles, options ?? StyleTransferOptions.Default, cancellationToken).Run(progress);
    }
}
