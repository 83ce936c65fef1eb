using NetInsight.Attribution;
using NetInsight.Attribution.Relevance;
using NetInsight.Graphs.Gradients;

namespace NetInsight;

/// <summary>
/// Deconvolutional network: a target is projected back to the image through the transposed layers, with a ReLU at each ReLU. Answers which
/// pattern in the image made a unit respond (Zeiler and Fergus 2014, arXiv:1311.2901, section 2.1).
/// </summary>
/// <remarks>
/// The gradient, but dx = max(dy, 0) for every ReLU, whatever its input, also for those with an upper bound (ReLU6); all other operators
/// have their derivative, and max-pools pass the gradient to the first largest element (the switches of section 2.1). For the projection of
/// one unit, whose other elements are set to 0, explain <see cref="Target.Unit"/>: the map then is that of an activation of 1. The maps
/// hardly depend on the class (Mahendran and Vedaldi 2016, Salient Deconvolutional Networks). A network without any ReLU is refused.
/// </remarks>
/// <example>
/// <code>
/// GradientMap map = Deconvolution.Compute(model, photo, Target.Class(386));
/// map.Over(photo).Save("deconvolution.png");
/// </code>
/// </example>
public static class Deconvolution
{
    private static readonly RectifiedGradient Rectified = new(
        "Deconvolution", GradientRules.Deconvolution,
        "at each ReLU the gradient where it is positive, whatever the input");

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
        DeconvolutionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, DeconvolutionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The reduction over channels.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static GradientMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        DeconvolutionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The maps of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, DeconvolutionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The reduction over channels.</param>
    /// <param name="progress">Receives one report for each image.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<GradientMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        DeconvolutionOptions? options = null,
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
        DeconvolutionOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation) =>
        Rectified.Compute(input, target ?? Target.Top, (options ?? DeconvolutionOptions.Default).Reduction, progress, cancellation);
}
