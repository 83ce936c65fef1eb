namespace NetInsight.Gallery;

/// <summary>One column of the attributions.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Colors">What its colours mean, as a sentence.</param>
/// <param name="Compute">Computes it for the top class.</param>
internal sealed record AttributionMethod(
    string Name, string Colors, Func<Model, RgbImage, IProgress<Progress>, CancellationToken, AttributionMap> Compute)
{
    /// <summary>The methods, from one backward pass to hundreds of runs.</summary>
    public static IReadOnlyList<AttributionMethod> All { get; } =
    [
        new(
            "Saliency",
            "Bright: small changes of these pixels change the score most, in either direction. It is sensitivity, not contribution.",
            (model, photo, progress, stop) => Saliency.Compute(model, photo, progress: progress, cancellationToken: stop)),
        new(
            "Guided backpropagation",
            "Bright: details that excite the layers on which the score builds. Sharp, but much the same for any class.",
            (model, photo, progress, stop) => GuidedBackpropagation.Compute(model, photo, progress: progress, cancellationToken: stop)),
        new(
            "Grad-CAM",
            "Bright: positions of the last convolution whose feature maps raise the score. Coarse, and specific to the class.",
            (model, photo, progress, stop) => GradCam.Compute(model, photo, progress: progress, cancellationToken: stop)),
        new(
            "RISE",
            "Red: the class is more probable where random masks show the pixel; blue: less. White: the mean over all masks.",
            (model, photo, progress, stop) => Rise.Compute(model, photo, null, FewMasks, progress, stop)),
    ];

    /// <summary>A tenth of the published number, divided by each pixel's own masks, which has less noise.</summary>
    private static RiseOptions FewMasks { get; } = new() { Masks = 400, Normalization = RiseNormalization.SumOfMasks };
}
