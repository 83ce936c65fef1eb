using NetInsight.Segmentation;
using NetInsight.Segmentation.Cutting;

namespace NetInsight;

/// <summary>
/// Which pixels belong to the object that an attribution points at: the map's strongest and weakest pixels teach the colours of the object
/// and of what is around it, and a minimum cut finds the boundary (Simonyan et al. 2013, arXiv:1312.6034, section 3.2).
/// </summary>
/// <remarks>
/// A map marks the parts by which a network tells a class from others, such as a face, and hardly ever a whole object; colours and edges
/// lead from these parts to the rest. 1. Of the evidence max(value - neutral, 0), pixels above the 95% quantile are examples of the object,
/// those at or below the 30% quantile of what is around it (options). 2. Each kind gives a mixture of 5 Gaussians of colours. 3. Labels of
/// all pixels minimise the sum of the costs of their colours and of a boundary along edges, exactly, by a minimum cut (Boykov and
/// Kolmogorov 2004). 4. Mixtures are learned from the labels, and labels found again, until none changes (Rother, Kolmogorov and Blake
/// 2004, "GrabCut"). 5. The largest connected part is the object. There is nothing random in it, and it runs on one thread: the same input
/// gives the same bits.
/// <para>
/// It finds one object, and finds it by colours: where object and surroundings share theirs, the mask is wrong. Look at
/// <see cref="SaliencySegmentationMask.Over"/> and <see cref="SaliencySegmentationMask.SeedsOver"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// GradientMap saliency = Saliency.Compute(model, photo);
/// SaliencySegmentationMask elephant = SaliencySegmentation.Compute(saliency, photo);
/// elephant.Over(photo).Save("contour.png");
/// elephant.CutOut(photo).Save("cut-out.png");
/// Console.WriteLine($"{elephant.Share:P0} of the image, in {elephant.Box}");
/// </code>
/// </example>
public static class SaliencySegmentation
{
    /// <summary>Finds the object that an attribution points at.</summary>
    /// <param name="map">The attribution, by any technique.</param>
    /// <param name="image">
    /// The image as given to the technique, or one of the input's size (<see cref="Model.Fit"/>). Pixels of the original that the network
    /// did not see are labelled by their colours and edges alone.
    /// </param>
    /// <param name="options">Quantiles, mixtures, the cost of a boundary, iterations.</param>
    /// <param name="progress">Receives the number of cuts done.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <returns>A mask of the image's size.</returns>
    /// <exception cref="ArgumentException">
    /// The image has neither the original's size nor the input's, or the background's quantile is not below the foreground's.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The map shows no evidence: no value is above the neutral one, all are errors of rounding or sampling, or nearly all are equal to the
    /// largest.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SaliencySegmentationMask Compute(
        AttributionMap map,
        RgbImage image,
        SaliencySegmentationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(image);
        if (map.Heatmap.Origin is null && (image.Height, image.Width) != (map.Height, map.Width))
        {
            throw new ArgumentException(
                $"The map was computed from a tensor of {map.Height} x {map.Width} (height x width): give an image of that size, not of "
                + $"{image.Height} x {image.Width}.",
                nameof(image));
        }

        return Compute(map.Heatmap, image, options, progress, cancellationToken);
    }

    /// <summary>Finds the object that a heat map points at.</summary>
    /// <param name="map">
    /// The map; larger values speak for the object. Where it knows no origin (<see cref="Heatmap.Origin"/>) it covers the whole image.
    /// </param>
    /// <param name="image">The image; where the map knows its origin, the original, the network's input, or one of the map's size.</param>
    /// <inheritdoc cref="Compute(AttributionMap, RgbImage, SaliencySegmentationOptions?, IProgress{Progress}?, CancellationToken)"/>
    /// <param name="options">Quantiles, mixtures, the cost of a boundary, iterations.</param>
    /// <param name="progress">Receives the number of cuts done.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    public static SaliencySegmentationMask Compute(
        Heatmap map,
        RgbImage image,
        SaliencySegmentationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(image);
        options ??= SaliencySegmentationOptions.Default;
        if (!(options.BackgroundQuantile < options.ForegroundQuantile))
        {
            throw new ArgumentException(
                $"{nameof(options.BackgroundQuantile)} must be below {nameof(options.ForegroundQuantile)}, but they are "
                + $"{options.BackgroundQuantile} and {options.ForegroundQuantile}.",
                nameof(options));
        }

        cancellationToken.ThrowIfCancellationRequested();
        _ = map.Peak();         // refuses a map without evidence
        RgbImage small = image.AtMost(options.LongSide);
        SaliencyEvidence evidence = SaliencyEvidence.Of(map.ValuesOver(image, small.Height, small.Width), map.Neutral, options);
        cancellationToken.ThrowIfCancellationRequested();
        ProgressReport report = new(progress, options.Iterations + 1);
        GrabCut cut = new(small, evidence.Seeds, options.Components, options.BoundaryCost, options.KeepsSeeds);
        cut.Run(options.Iterations, report, cancellationToken);
        report.Add(options.Iterations + 1 - cut.Energies.Count);
        return new SaliencySegmentationMask(image, small, evidence, cut, options, map.Caption);
    }
}
