using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Evaluation.Faithfulness;

namespace NetInsight;

/// <summary>
/// Insertion: how fast a target rises when the pixels of largest attribution are shown first, on a blurred image. Answers whether a map
/// names pixels that suffice for the answer (Petsiuk et al. 2018, arXiv:1806.07421). Higher is more faithful.
/// </summary>
/// <remarks>
/// <para>
/// Positions are ranked by the map, largest first; of equal ones the first in row-major order first, those without a value last. After 0,
/// s, 2 s, ... and all n positions, s = ceil(n / steps), of the image have taken the place of the baseline's (all channels), the target is
/// measured. The score is the area under that curve by trapezoids over the actual fractions, 0 to 1.
/// </para>
/// <para>
/// It misleads where the baseline alone already gives the answer: a large blurred object is still recognised, and then any map scores high.
/// The curve's first value says so. A single number compares maps of one image and one network. Compare with a random map.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// AttributionMap map = Saliency.Compute(model, photo);
/// InsertionCurve curve = Insertion.Compute(model, photo, map);
/// Console.WriteLine($"{curve.ProbabilityArea} {curve.LogitArea}");
/// curve.ToImage().Save("insertion.png");
/// </code>
/// </example>
public static class Insertion
{
    /// <summary>The curve of an attribution.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">Steps, what pixels show before, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>The target at each step; for a class its logit and its probability, whichever of them is the target.</returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, the map covers another image, or the fill does not fit the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static InsertionCurve Compute(
        Model model,
        RgbImage image,
        AttributionMap map,
        Target? target = null,
        InsertionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, image), map), target, options, progress, cancellationToken);

    /// <summary>The curve of any map.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, InsertionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">
    /// The map: over what its origin says; without one over the network's input, or over the original image where it has that size. It is
    /// resampled (bilinear) where it has another size than the input.
    /// </param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the logit of the top class of the whole image.</param>
    /// <param name="options">Steps, what pixels show before, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static InsertionCurve Compute(
        Model model,
        RgbImage image,
        Heatmap map,
        Target? target = null,
        InsertionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, image), map), target, options, progress, cancellationToken);

    /// <summary>The curve of an attribution of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, InsertionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">Steps, what pixels show before, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static InsertionCurve Compute(
        Model model,
        Tensor input,
        AttributionMap map,
        Target? target = null,
        InsertionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, input), map), target, options, progress, cancellationToken);

    /// <summary>The curve of any map over an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, InsertionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="map">The map over the whole input; resampled (bilinear) where it has another size.</param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Steps, what pixels show before, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static InsertionCurve Compute(
        Model model,
        Tensor input,
        Heatmap map,
        Target? target = null,
        InsertionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, input), map), target, options, progress, cancellationToken);

    /// <summary>The curve by a given baseline.</summary>
    /// <param name="map">The map, over the image.</param>
    /// <param name="baseline">What is shown before, of the input's shape.</param>
    /// <param name="fill">The baseline in words.</param>
    /// <param name="target">What is measured; null for the top class.</param>
    /// <param name="options">Steps, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done.</param>
    /// <param name="cancellation">Stops the runs.</param>
    internal static InsertionCurve Compute(
        EvaluatedMap map,
        Tensor baseline,
        string fill,
        Target? target,
        InsertionOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ExplainedTarget explained = map.Resolve(target, cancellation);
        PerturbedRuns runs = new(map.Input, explained, options.MemoryBudget, options.BatchSize, cancellation);
        PixelSteps steps = PixelSteps.Of(map.Values.Length, options.Steps);
        ScoreSeries series = steps.Run(runs, baseline, map.Input.Tensor, Ranking.LargestFirst(map.Values), progress);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"Insertion of {explained}: the image's pixels are shown on {fill}, largest attribution first, "
            + $"in {steps.Counts.Length - 1} steps of {steps.Step} of {map.Values.Length:N0} pixels. "
            + $"Higher is more faithful.{map.Remarks}");
        return new InsertionCurve(explained, steps, series, text);
    }

    private static InsertionCurve Compute(
        EvaluatedMap map,
        Target? target,
        InsertionOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        options ??= InsertionOptions.Default;
        Tensor baseline = map.Input.Baseline(options.Fill, nameof(options));
        return Compute(map, baseline, options.Fill.Description, target, options, progress, cancellation);
    }
}
