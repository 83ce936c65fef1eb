using NetInsight.Attribution;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// Saliency: the gradient of a target with respect to the image. Answers which pixels need to be changed the least to change the network's
/// answer the most (Simonyan et al. 2014, arXiv:1312.6034, section 3).
/// </summary>
/// <remarks>
/// M = max over channels c of |dS/dx_c| (section 3.1), S the target, by default the logit of the top class. One forward and one backward
/// pass. The gradient is with respect to the preprocessed input: a network with a standard deviation for each channel in its preprocessing
/// weighs its channels so. It shows sensitivity, not how much a pixel contributed: integrated gradients measure that.
/// </remarks>
/// <example>
/// <code>
/// GradientMap saliency = Saliency.Compute(model, photo);
/// saliency.Over(photo).Save("saliency.png");
/// GradientMap signed = Saliency.Compute(model, photo, Target.Class(386), new SaliencyOptions { Reduction = ChannelReduction.Sum });
/// </code>
/// </example>
public static class Saliency
{
    /// <summary>The gradient for an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The reduction over channels, and whether the gradient is multiplied by the input.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>
    /// The gradient, 1 x channels x height x width of the input, in units of the target for each unit of the preprocessed input, and its
    /// map.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, or it does not depend on the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; an operator has no gradient; or the file leaves the input's size open.
    /// </exception>
    public static GradientMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        SaliencyOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The gradient for an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, SaliencyOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The reduction over channels, and whether the gradient is multiplied by the input.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static GradientMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        SaliencyOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The gradients for several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, SaliencyOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The reduction over channels, and whether the gradient is multiplied by the input.</param>
    /// <param name="progress">Receives one report for each image.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<GradientMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        SaliencyOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    private static GradientMap Compute(
        AttributedInput input, Target? target, SaliencyOptions? options, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        options ??= SaliencyOptions.Default;
        target ??= Target.Top;
        GradientResult result = input.Model.RunGradient(new GradientRequest(input.Tensor, [target]) { Values = true }, cancellation);
        ExplainedTarget explained = ExplainedTarget.Of(input.Model, target, result);
        Tensor disturbed = RoundingNoise.Gradient(input.Model, input.Tensor, explained.Target, null, cancellation);
        Tensor values = options.TimesInput ? Product(result.OfInput[0], input.Tensor) : result.OfInput[0];
        ChannelReduction reduction = options.Reduction
            ?? (options.TimesInput ? ChannelReduction.Sum : ChannelReduction.MaximumMagnitude);
        new ProgressReport(progress, 1).Add(1);
        return new GradientMap(
            input, explained, values, options.TimesInput ? Product(disturbed, input.Tensor) : disturbed, reduction,
            TextOf(explained, options.TimesInput));
    }

    private static AttributionText TextOf(ExplainedTarget target, bool timesInput) => timesInput
        ? new AttributionText(
            $"Input x gradient of {target}: the gradient with respect to the network's input, times the input",
            "the element raises the target against an input of 0 after preprocessing, to first order",
            "it lowers the target",
            target.Unit)
        : new AttributionText(
            $"Gradient of {target} with respect to the network's input",
            "the target grows where the input grows",
            "the target falls where the input grows",
            $"{target.Unit} for each unit of the preprocessed input");

    private static Tensor Product(Tensor gradient, Tensor input)
    {
        Tensor product = Tensor.Uninitialized(input.Shape);
        for (int i = 0; i < product.Count; i++)
            product.AsSpan()[i] = gradient.AsSpan()[i] * input.AsSpan()[i];
        return product;
    }
}
