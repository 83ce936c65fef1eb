using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Evaluation.Faithfulness;

namespace NetInsight;

/// <summary>
/// Deletion: how fast a target falls when the pixels of largest attribution are removed first. Answers whether a map names the pixels on
/// which the answer rests (Petsiuk et al. 2018, arXiv:1806.07421). Lower is more faithful.
/// </summary>
/// <remarks>
/// <para>
/// Positions are ranked by the map, largest first; of equal ones the first in row-major order first, those without a value last. After 0,
/// s, 2 s, ... and all n positions, s = ceil(n / steps), have been replaced (all channels), the target is measured. The score is the area
/// under that curve by trapezoids over the actual fractions, 0 to 1. Signed maps are ranked by their signed values.
/// </para>
/// <para>
/// It misleads where the replaced pixels themselves are evidence: a network may answer to the shape of the hole. A single number compares
/// maps of one image and one network; <see cref="Insertion"/> often disagrees, and both should be read. Compare with a random map.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// AttributionMap map = Saliency.Compute(model, photo);
/// DeletionCurve curve = Deletion.Compute(model, photo, map);
/// Console.WriteLine($"{curve.ProbabilityArea} {curve.LogitArea}");
/// curve.ToImage().Save("deletion.png");
/// </code>
/// </example>
public static class Deletion
{
    /// <summary>The curve of an attribution.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">Steps, what replaces pixels, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>The target at each step; for a class its logit and its probability, whichever of them is the target.</returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, the map covers another image, or the fill does not fit the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static DeletionCurve Compute(
        Model model,
        RgbImage image,
        AttributionMap map,
        Target? target = null,
        DeletionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, image), map), target, options, progress, cancellationToken);

    /// <summary>The curve of any map.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, DeletionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">
    /// The map: over what its origin says; without one over the network's input, or over the original image where it has that size. It is
    /// resampled (bilinear) where it has another size than the input.
    /// </param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the logit of the top class of the whole image.</param>
    /// <param name="options">Steps, what replaces pixels, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static DeletionCurve Compute(
        Model model,
        RgbImage image,
        Heatmap map,
        Target? target = null,
        DeletionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, image), map), target, options, progress, cancellationToken);

    /// <summary>The curve of an attribution of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, DeletionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">Steps, what replaces pixels, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static DeletionCurve Compute(
        Model model,
        Tensor input,
        AttributionMap map,
        Target? target = null,
        DeletionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, input), map), target, options, progress, cancellationToken);

    /// <summary>The curve of any map over an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, DeletionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="map">The map over the whole input; resampled (bilinear) where it has another size.</param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Steps, what replaces pixels, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static DeletionCurve Compute(
        Model model,
        Tensor input,
        Heatmap map,
        Target? target = null,
        DeletionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, input), map), target, options, progress, cancellationToken);

    /// <summary>The curve by a given baseline.</summary>
    /// <param name="map">The map, over the image.</param>
    /// <param name="baseline">What replaces it, of the input's shape.</param>
    /// <param name="fill">The baseline in words.</param>
    /// <param name="target">What is measured; null for the top class.</param>
    /// <param name="options">Steps, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done.</param>
    /// <param name="cancellation">Stops the runs.</param>
    internal static DeletionCurve Compute(
        EvaluatedMap map,
        Tensor baseline,
        string fill,
        Target? target,
        DeletionOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ExplainedTarget explained = map.Resolve(target, cancellation);
        PerturbedRuns runs = new(map.Input, explained, options.MemoryBudget, options.BatchSize, cancellation);
        PixelSteps steps = PixelSteps.Of(map.Values.Length, options.Steps);
        ScoreSeries series = steps.Run(runs, map.Input.Tensor, baseline, Ranking.LargestFirst(map.Values), progress);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"Deletion of {explained}: the image's pixels are replaced by {fill}, largest attribution first, "
            + $"in {steps.Counts.Length - 1} steps of {steps.Step} of {map.Values.Length:N0} pixels. "
            + $"Lower is more faithful.{map.Remarks}");
        return new DeletionCurve(explained, steps, series, text);
    }

    private static DeletionCurve Compute(
        EvaluatedMap map,
        Target? target,
        DeletionOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        options ??= DeletionOptions.Default;
        Tensor baseline = map.Input.Baseline(options.Fill, nameof(options));
        return Compute(map, baseline, options.Fill.Description, target, options, progress, cancellation);
    }
}
