using NetInsight.Attribution;
using NetInsight.Evaluation;

namespace NetInsight;

/// <summary>
/// Average drop and average increase: how much of a class's probability is lost, and for how many images it grows, when the image is
/// multiplied by the map. Answers whether what a map keeps suffices (Chattopadhay et al. 2018, arXiv:1710.11063).
/// </summary>
/// <remarks>
/// drop = max(0, p(x) - p(x E)) / p(x) and increase = [p(x E) > p(x)], E the map as (m - min) / (max - min), in the mean over images. A map
/// that is large everywhere loses nothing: the score does not ask for conciseness, so read it beside <see cref="Sparseness"/>. It was made
/// for class activation maps, which are smooth; a fine map leaves a speckled image that no network has seen. A constant map keeps nothing.
/// </remarks>
/// <example>
/// <code>
/// AverageDropScore one = AverageDrop.Compute(model, photo, GradCam.Compute(model, photo));
/// AverageDropScore all = AverageDrop.Compute(model, photos, [.. photos.Select(image => (AttributionMap)GradCam.Compute(model, image))]);
/// Console.WriteLine($"{all.Drop:P1} {all.Increase:P1}");
/// </code>
/// </example>
public static class AverageDrop
{
    /// <summary>The score of an attribution.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">The fill.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, or the target is no single class; the map covers another image, or the
    /// fill does not fit the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static AverageDropScore Compute(
        Model model,
        RgbImage image,
        AttributionMap map,
        Target? target = null,
        AverageDropOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute([EvaluatedMap.Of(AttributedInput.Of(model, image), map)], target, options, progress, cancellationToken);

    /// <summary>The score of any map.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, AverageDropOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">
    /// The map: over what its origin says; without one over the network's input, or over the original image where it has that size. It is
    /// resampled (bilinear) where it has another size than the input.
    /// </param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the top class of the whole image.</param>
    /// <param name="options">The fill.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static AverageDropScore Compute(
        Model model,
        RgbImage image,
        Heatmap map,
        Target? target = null,
        AverageDropOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute([EvaluatedMap.Of(AttributedInput.Of(model, image), map)], target, options, progress, cancellationToken);

    /// <summary>The score of an attribution of an input that is preprocessed already.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, AverageDropOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">The fill.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static AverageDropScore Compute(
        Model model,
        Tensor input,
        AttributionMap map,
        Target? target = null,
        AverageDropOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute([EvaluatedMap.Of(AttributedInput.Of(model, input), map)], target, options, progress, cancellationToken);

    /// <summary>The score of any map over an input that is preprocessed already.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, AverageDropOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="map">The map over the whole input; resampled (bilinear) where it has another size.</param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the top class of the whole image.</param>
    /// <param name="options">The fill.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static AverageDropScore Compute(
        Model model,
        Tensor input,
        Heatmap map,
        Target? target = null,
        AverageDropOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute([EvaluatedMap.Of(AttributedInput.Of(model, input), map)], target, options, progress, cancellationToken);

    /// <summary>The score of the attributions of several images.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">The images that were explained; at least one.</param>
    /// <param name="maps">The attribution of each, whose own target is measured.</param>
    /// <param name="options">The fill.</param>
    /// <param name="progress">Receives the number of images done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// There is no image, or not one map for each; a target is no single class; a map covers another image; or the fill does not fit.
    /// </exception>
    public static AverageDropScore Compute(
        Model model,
        IReadOnlyList<RgbImage> images,
        IReadOnlyList<AttributionMap> maps,
        AverageDropOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(maps);
        if (images.Count == 0 || images.Count != maps.Count)
        {
            throw new ArgumentException(
                $"There are {images.Count} images and {maps.Count} maps; at least one image, and one map for each, are expected.",
                nameof(maps));
        }

        return Compute(
            images.Zip(maps, (image, map) => EvaluatedMap.Of(AttributedInput.Of(model, image), map)),
            null,
            options,
            progress,
            cancellationToken,
            images.Count);
    }

    private static AverageDropScore Compute(
        IEnumerable<EvaluatedMap> maps,
        Target? target,
        AverageDropOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation,
        int count = 1)
    {
        options ??= AverageDropOptions.Default;
        ProgressReport report = new(progress, 2 * count);
        List<MaskedConfidence> results = [];
        string remarks = "";
        foreach (EvaluatedMap map in maps)
        {
            AttributedInput input = map.Input;
            ExplainedTarget explained = map.Resolve(target, cancellation);
            if (explained.ClassIndex is null)
                throw new ArgumentException($"The score is of a class's probability, but the target is {explained}.", Target.ParameterName);
            Tensor masked = Masked(map, input.Baseline(options.Fill, nameof(options)));

            // Both in one batch, or one after the other: the same bits.
            PerturbedRuns runs = new(input, explained, 1, 1, cancellation);
            ScoreSeries series = runs.Run(
                2, (index, copy) => (index == 0 ? input.Tensor : masked).AsSpan().CopyTo(copy), report);
            results.Add(new MaskedConfidence(explained, series.Probabilities[0], series.Probabilities[1]));
            remarks = count == 1 ? map.Remarks : "";
        }

        return new AverageDropScore([.. results], options, remarks);
    }

    /// <summary>baseline + (input - baseline) (map - min) / (max - min); the baseline where the map has no finite value.</summary>
    private static Tensor Masked(EvaluatedMap map, Tensor baseline)
    {
        double extent = map.Range.Maximum - map.Range.Minimum;
        Tensor result = baseline.Clone();
        int positions = map.Values.Length;
        for (int i = 0; i < result.Count; i++)
        {
            double value = map.Values[i % positions];
            if (extent > 0 && double.IsFinite(value))
            {
                float mask = (float)((value - map.Range.Minimum) / extent), under = baseline.AsSpan()[i];
                result.AsSpan()[i] = under + (map.Input.Tensor.AsSpan()[i] - under) * mask;
            }
        }

        return result;
    }
}
