namespace NetInsight.Gallery;

/// <summary>One column of the attributions.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Colors">What its colours mean, as a sentence.</param>
/// <param name="Compute">Computes it for the top class.</param>
internal sealed record AttributionMethod(
    string Name, string Colors, Func<Model, RgbImage, IProgress<Progress>, CancellationToken, AttributionMap> Compute)
{
    /// <summary>
    /// Whether contributions are drawn as sums over small squares: pixel by pixel, red and blue alternate so finely that no region has a
    /// colour, and the grid of strided convolutions shows.
    /// </summary>
    public bool SumsSquares { get; init; }

    /// <summary>The methods, from one backward pass to hundreds of runs.</summary>
    public static IReadOnlyList<AttributionMethod> All { get; } =
    [
        new(
            "Saliency",
            "Bright: small changes of these pixels change the score most, in either direction. It is sensitivity, not contribution.",
            (model, photo, progress, stop) => Saliency.Compute(model, photo, progress: progress, cancellationToken: stop)),
        new(
            "SmoothGrad",
            "Bright: as saliency, averaged over noisy copies of the image. What only one exact image is sensitive to averages out.",
            (model, photo, progress, stop) => SmoothGrad.Compute(model, photo, progress: progress, cancellationToken: stop)),
        new(
            "Integrated gradients",
            "Red: the square raises the score against a black image; blue: it lowers it. All of them add up to the difference.",
            (model, photo, progress, stop) => IntegratedGradients.Compute(model, photo, progress: progress, cancellationToken: stop))
        {
            SumsSquares = true,
        },
        new(
            "DeepLIFT",
            "Red: the square raises the score against a black image, by what changes in each layer; blue: it lowers it.",
            (model, photo, progress, stop) => DeepLift.Compute(model, photo, progress: progress, cancellationToken: stop))
        {
            SumsSquares = true,
        },
        new(
            "Guided backpropagation",
            "Bright: details that excite the layers on which the score builds. Sharp, but much the same for any class.",
            (model, photo, progress, stop) => GuidedBackpropagation.Compute(model, photo, progress: progress, cancellationToken: stop)),
        new(
            "Layer-wise relevance",
            "Red: the square's share of the score, propagated backwards from layer to layer; blue: its share against it.",
            (model, photo, progress, stop) => LayerwiseRelevance.Compute(model, photo, progress: progress, cancellationToken: stop))
        {
            SumsSquares = true,
        },
        new(
            "Grad-CAM",
            "Bright: positions of the last convolution whose feature maps raise the score. Coarse, and specific to the class.",
            (model, photo, progress, stop) => GradCam.Compute(model, photo, progress: progress, cancellationToken: stop)),
        new(
            "RISE",
            "Red: the score is larger where random masks show the pixel; blue: smaller. White: the mean over all masks.",
            (model, photo, progress, stop) => Rise.Compute(model, photo, Target.Top, FewMasks, progress, stop)),
    ];

    /// <summary>
    /// A tenth of the published number, divided by each pixel's own masks. With so few, the published normalisation draws mostly how often
    /// each pixel was shown; and the logit, as the other methods have it, says more than a probability that masks hardly change.
    /// </summary>
    private static RiseOptions FewMasks { get; } = new() { Masks = 400, Normalization = RiseNormalization.SumOfMasks };
}
