using NetInsight.Attribution;
using NetInsight.Attribution.Relevance;

namespace NetInsight;

/// <summary>
/// Layer-wise relevance propagation (LRP): a target's value is propagated backwards from layer to layer, to what contributed to it.
/// Answers how much of the target each pixel accounts for (Bach et al. 2015, doi:10.1371/journal.pone.0130140).
/// </summary>
/// <remarks>
/// Relevance begins as the target's value. A layer of weights passes it on in proportion to contributions a_i w_ij by the rule that the
/// composite has for it (<see cref="RelevanceComposite"/>); average pools, means and resizing in proportion to what each element adds;
/// max-pools to the first largest element. A sum of two layers, such as a residual connection, shares in proportion to both summands
/// (the epsilon rule with weights of 1). Activations, factors and shifts by constants, and local response normalisation pass it on
/// unchanged. A batch normalisation or bias behind a layer of weights is folded into that layer first; one that stands alone passes
/// relevance on unchanged. Of a signal and its gate (a sigmoid) the signal takes all (Arras et al. 2017, arXiv:1706.07206). Attention,
/// layer and group normalisation, and other products of computed values have no rule in these composites and are refused. The gamma rule
/// favours contributions of the output's own sign, z+ and alpha-beta take the sign of each product. Where a normalisation comes before
/// its convolution (DenseNet), the epsilon and gamma rules may divide by sums near 0; the caption then says so.
/// </remarks>
/// <example>
/// <code>
/// LayerwiseRelevanceMap map = LayerwiseRelevance.Compute(model, photo);
/// map.Over(photo).Save("relevance.png");
/// Console.WriteLine($"{map.Sum} of {map.Target.Score}");
/// </code>
/// </example>
public static class LayerwiseRelevance
{
    /// <summary>The map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Composite, its parameters, and the reduction over channels.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>
    /// The relevance, 1 x channels x height x width of the input, in units of the target, its map and its sum.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, it does not depend on the input, or it is a probability.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no rule for an operator on the way (the message names the layer), or none of the composite for the first layer; the
    /// network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static LayerwiseRelevanceMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        LayerwiseRelevanceOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, LayerwiseRelevanceOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Composite, its parameters, and the reduction over channels.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static LayerwiseRelevanceMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        LayerwiseRelevanceOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The maps of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, LayerwiseRelevanceOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Composite, its parameters, and the reduction over channels.</param>
    /// <param name="progress">Receives one report for each image.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<LayerwiseRelevanceMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        LayerwiseRelevanceOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    private static LayerwiseRelevanceMap Compute(
        AttributedInput input,
        Target? target,
        LayerwiseRelevanceOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation) =>
        RelevanceRun.Compute(input, target ?? Target.Top, options ?? LayerwiseRelevanceOptions.Default, progress, cancellation);
}
