using NetInsight.Attribution;
using NetInsight.Attribution.Relevance;
using NetInsight.Graphs.Gradients;

namespace NetInsight;

/// <summary>
/// Guided backpropagation: the gradient of a target with respect to the image, but at each ReLU only where both its input and the gradient
/// are positive. Answers which details of the image excite the layers on which the target builds (Springenberg et al. 2015,
/// arXiv:1412.6806, section 3.4).
/// </summary>
/// <remarks>
/// dx = dy where x and dy are positive, else 0, for every ReLU, those behind fully connected layers too, and for ReLUs with an upper bound
/// (ReLU6) where x is below it; all other operators have their derivative. Max-pools pass the gradient to the first largest element.
/// Values may be negative, since the first layer is no ReLU. The maps are sharp, but hardly differ between classes and hardly change when
/// upper layers are randomised (Adebayo et al. 2018, arXiv:1810.03292). A network without any ReLU is refused.
/// </remarks>
/// <example>
/// <code>
/// GradientMap map = GuidedBackpropagation.Compute(model, photo, Target.Class(386));
/// map.Over(photo).Save("guided.png");
/// </code>
/// </example>
public static class GuidedBackpropagation
{
    private static readonly RectifiedGradient Rectified = new(
        "Guided backpropagation", GradientRules.Guided,
        "at each ReLU only where both its input and the gradient are positive");

    /// <summary>The map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The reduction over channels.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>
    /// The changed gradient, 1 x channels x height x width of the input, in units of the target for each unit of the preprocessed input,
    /// and its map.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, or it does not depend on the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no ReLU between the input and the target; the network is no classifier, but the target is a class; an operator has no
    /// gradient; or the file leaves the input's size open.
    /// </exception>
    public static GradientMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        GuidedBackpropagationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, GuidedBackpropagationOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The reduction over channels.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static GradientMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        GuidedBackpropagationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The maps of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, GuidedBackpropagationOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The reduction over channels.</param>
    /// <param name="progress">Receives one report for each image.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<GradientMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        GuidedBackpropagationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    private static GradientMap Compute(
        AttributedInput input,
        Target? target,
        GuidedBackpropagationOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation) =>
        Rectified.Compute(input, target ?? Target.Top, (options ?? GuidedBackpropagationOptions.Default).Reduction, progress, cancellation);
}
