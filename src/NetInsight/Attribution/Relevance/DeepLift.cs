using NetInsight.Attribution;
using NetInsight.Attribution.Relevance;

namespace NetInsight;

/// <summary>
/// DeepLIFT with the rescale rule: the difference of a target between an image and a baseline, shared out to the pixels. Answers how much
/// each pixel, by not being the baseline's, raised or lowered the target (Shrikumar et al. 2017, arXiv:1704.02685).
/// </summary>
/// <remarks>
/// C_i = m_i (x_i - b_i), where multipliers m go backwards by the chain rule: linear layers have their weights (linear rule), an
/// activation the change of its output divided by the change of its input (rescale rule), so that saturated units do not lose their
/// share. Contributions sum to S(x) - S(b) (summation to delta), within roundings. Max-pools hand the rise to the image's largest element
/// and the fall to the baseline's; on a baseline of one colour many elements are the largest, and roundings decide which of them takes
/// the fall unless <see cref="ModelOptions.Precision"/> is exact, which changes no sum. Products of two computed values take the mean of
/// the other factor, and local response normalisation is taken apart into products and a power; the paper has no rule for either, and
/// both keep the sum. A softmax on the way, layer and group normalisation and other functions of several values are refused. One run: two
/// forward passes and one backward pass. A network of linear layers only gives the gradient times the difference. Captum's DeepLift
/// differs where a max-pool directly follows a ReLU, where its sum is lost.
/// </remarks>
/// <example>
/// <code>
/// DeepLiftMap map = DeepLift.Compute(model, photo, Target.Difference(386, 385));
/// map.Over(photo).Save("deeplift.png");
/// </code>
/// </example>
public static class DeepLift
{
    /// <summary>The map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The baseline, and the reduction over channels.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>
    /// The contributions, 1 x channels x height x width of the input, in units of the target, their map, their sum and its gap.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, it does not depend on the input, or the baseline does not fit the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no rule for an operator on the way (the message names the layer); the network is no classifier, but the target is a class;
    /// or the file leaves the input's size open.
    /// </exception>
    public static DeepLiftMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        DeepLiftOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, DeepLiftOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The baseline, and the reduction over channels.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static DeepLiftMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        DeepLiftOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The maps of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, DeepLiftOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The baseline, and the reduction over channels.</param>
    /// <param name="progress">Receives one report for each image.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<DeepLiftMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        DeepLiftOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    private static DeepLiftMap Compute(
        AttributedInput input, Target? target, DeepLiftOptions? options, IProgress<Progress>? progress, CancellationToken cancellation) =>
        DeepLiftRun.Compute(input, target ?? Target.Top, options ?? DeepLiftOptions.Default, progress, cancellation);
}
