using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Evaluation.Faithfulness;

namespace NetInsight;

/// <summary>
/// Mu-fidelity: how well the attribution of random subsets of pixels predicts by how much the target falls without them. Answers whether
/// the values of a map are proportional to importance, not only its order (Bhatt et al. 2020, arXiv:2005.00631).
/// </summary>
/// <remarks>
/// corr over random subsets s of (sum over i in s of g_i, S(x) - S(x with s replaced)). Subsets are cells of a grid. It suits maps of
/// contributions, such as <see cref="IntegratedGradients"/> and <see cref="Occlusion"/>; magnitudes (<see cref="Saliency"/>) are no
/// contributions and cannot have a high score where evidence has both signs. With large subsets it mostly asks how much of the object is
/// hidden.
/// </remarks>
/// <example>
/// <code>
/// MuFidelityScore score = MuFidelity.Compute(model, photo, IntegratedGradients.Compute(model, photo));
/// Console.WriteLine($"{score.Value} {score.RankCorrelation}");
/// </code>
/// </example>
public static class MuFidelity
{
    /// <summary>The score of an attribution.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">Grid, subsets, fill, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, the map covers another image, or the fill does not fit the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static MuFidelityScore Compute(
        Model model,
        RgbImage image,
        AttributionMap map,
        Target? target = null,
        MuFidelityOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, image), map), target, options, progress, cancellationToken);

    /// <summary>The score of any map.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, MuFidelityOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">
    /// The map: over what its origin says; without one over the network's input, or over the original image where it has that size. It is
    /// resampled (bilinear) where it has another size than the input.
    /// </param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the logit of the top class of the whole image.</param>
    /// <param name="options">Grid, subsets, fill, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static MuFidelityScore Compute(
        Model model,
        RgbImage image,
        Heatmap map,
        Target? target = null,
        MuFidelityOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, image), map), target, options, progress, cancellationToken);

    /// <summary>The score of an attribution of an input that is preprocessed already.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, MuFidelityOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">Grid, subsets, fill, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static MuFidelityScore Compute(
        Model model,
        Tensor input,
        AttributionMap map,
        Target? target = null,
        MuFidelityOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, input), map), target, options, progress, cancellationToken);

    /// <summary>The score of any map over an input that is preprocessed already.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, MuFidelityOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="map">The map over the whole input; resampled (bilinear) where it has another size.</param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the logit of the top class of the whole image.</param>
    /// <param name="options">Grid, subsets, fill, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static MuFidelityScore Compute(
        Model model,
        Tensor input,
        Heatmap map,
        Target? target = null,
        MuFidelityOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, input), map), target, options, progress, cancellationToken);

    /// <summary>The score by given subsets.</summary>
    /// <param name="map">The map, over the image.</param>
    /// <param name="target">What is measured; null for the top class.</param>
    /// <param name="subsets">The positions of each subset.</param>
    /// <param name="options">Fill, batch size and memory.</param>
    /// <param name="definition">How subsets were drawn, as a phrase.</param>
    /// <param name="progress">Receives the number of runs done.</param>
    /// <param name="cancellation">Stops the runs.</param>
    internal static MuFidelityScore Compute(
        EvaluatedMap map,
        Target? target,
        IReadOnlyList<int[]> subsets,
        MuFidelityOptions options,
        string definition,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        AttributedInput input = map.Input;
        Tensor baseline = input.Baseline(options.Fill, nameof(options));
        ExplainedTarget explained = map.Resolve(target, cancellation);
        PerturbedRuns runs = new(input, explained, options.MemoryBudget, options.BatchSize, cancellation);
        int positions = map.Values.Length;

        // The first run is the image itself.
        ScoreSeries series = runs.Run(subsets.Count + 1, Write, new ProgressReport(progress, subsets.Count + 1));
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"Mu-fidelity for {explained}: {definition} of the pixels are replaced by {options.Fill.Description}.{map.Remarks}");
        return new MuFidelityScore(
            explained,
            [.. subsets.Select(subset => subset.Sum(Evidence))],
            [.. series.Scores.Skip(1).Select(score => series.Scores[0] - score)],
            text);

        void Write(int index, Span<float> perturbed)
        {
            input.Tensor.AsSpan().CopyTo(perturbed);
            if (index == 0)
                return;
            ReadOnlySpan<float> replacement = baseline.AsSpan();
            foreach (int position in subsets[index - 1])
            {
                for (int at = position; at < perturbed.Length; at += positions)
                    perturbed[at] = replacement[at];
            }
        }

        double Evidence(int position) => float.IsFinite(map.Values[position]) ? map.Values[position] - map.Neutral : 0;
    }

    private static MuFidelityScore Compute(
        EvaluatedMap map,
        Target? target,
        MuFidelityOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        options ??= MuFidelityOptions.Default;
        IReadOnlyList<int[]> subsets = CellSubsets.Draw(options, map.Input.Height, map.Input.Width);
        string definition = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Samples} random subsets (seed {options.Seed}), each {options.SubsetShare:0.##%} of the cells of a grid of "
            + $"{Math.Min(options.Grid, map.Input.Height)} x {Math.Min(options.Grid, map.Input.Width)},");
        return Compute(map, target, subsets, options, definition, progress, cancellation);
    }
}
