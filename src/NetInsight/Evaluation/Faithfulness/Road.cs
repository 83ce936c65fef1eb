using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Evaluation.Faithfulness;
using NetInsight.Imaging;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight;

/// <summary>
/// ROAD, remove and debias: how a target changes when pixels are removed in the order of a map and replaced by what their neighbours
/// predict. Answers what <see cref="Deletion"/> answers, without holes whose shape gives the object away (Rong et al. 2022,
/// arXiv:2202.00449).
/// </summary>
/// <remarks>
/// Each removed pixel becomes the weighted mean of its eight neighbours (1/6 beside it, 1/12 at its corners), known or removed, which is a
/// system of linear equations, plus a little noise. A large removed area becomes a smooth surface between its edges. Run it
/// in both orders: a faithful map falls quickly with the most relevant pixels first and slowly with the least relevant first. It misleads
/// where the smooth surface itself is evidence, such as sky.
/// </remarks>
/// <example>
/// <code>
/// RoadCurve most = Road.Compute(model, photo, map);
/// RoadCurve least = Road.Compute(model, photo, map, options: new RoadOptions { Order = RoadOrder.LeastRelevantFirst });
/// Console.WriteLine(least.ProbabilityArea - most.ProbabilityArea);
/// </code>
/// </example>
public static class Road
{
    /// <summary>The curve of an attribution.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">Fractions, order, noise, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, or the map covers another image.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static RoadCurve Compute(
        Model model,
        RgbImage image,
        AttributionMap map,
        Target? target = null,
        RoadOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, image), map), target, options, progress, cancellationToken);

    /// <summary>The curve of any map.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, RoadOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="image">The image that was explained, of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="map">
    /// The map: over what its origin says; without one over the network's input, or over the original image where it has that size. It is
    /// resampled (bilinear) where it has another size than the input.
    /// </param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the logit of the top class of the whole image.</param>
    /// <param name="options">Fractions, order, noise, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static RoadCurve Compute(
        Model model,
        RgbImage image,
        Heatmap map,
        Target? target = null,
        RoadOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, image), map), target, options, progress, cancellationToken);

    /// <summary>The curve of an attribution of an input that is preprocessed already.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, RoadOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="map">The attribution.</param>
    /// <param name="target">What is measured. Default: the attribution's own target.</param>
    /// <param name="options">Fractions, order, noise, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static RoadCurve Compute(
        Model model,
        Tensor input,
        AttributionMap map,
        Target? target = null,
        RoadOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, input), map), target, options, progress, cancellationToken);

    /// <summary>The curve of any map over an input that is preprocessed already.</summary>
    /// <inheritdoc cref="Compute(Model, RgbImage, AttributionMap, Target, RoadOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="map">The map over the whole input; resampled (bilinear) where it has another size.</param>
    /// <param name="target">What is measured. Default: <see cref="Target.Top"/>, the logit of the top class of the whole image.</param>
    /// <param name="options">Fractions, order, noise, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of runs done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static RoadCurve Compute(
        Model model,
        Tensor input,
        Heatmap map,
        Target? target = null,
        RoadOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(EvaluatedMap.Of(AttributedInput.Of(model, input), map), target, options, progress, cancellationToken);

    private static RoadCurve Compute(
        EvaluatedMap map,
        Target? target,
        RoadOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        options ??= RoadOptions.Default;
        AttributedInput input = map.Input;
        ExplainedTarget explained = map.Resolve(target, cancellation);
        PerturbedRuns runs = new(input, explained, options.MemoryBudget, options.BatchSize, cancellation);
        int positions = map.Values.Length;
        int[] order = Ranking.LargestFirst(map.Values);
        if (options.Order == RoadOrder.LeastRelevantFirst)
            Array.Reverse(order);
        ImmutableArray<int> counts = [.. options.Fractions.Select(fraction => Math.Min((int)(fraction * positions), positions - 1))];
        CpuDevice device = new(input.Model.Parallelism, cancellation: cancellation);
        LinearImputation imputation = new(input.Height, input.Width, device, cancellation);
        double deviation = options.Noise * Moments.Of(input.Tensor.AsSpan()).Deviation;
        float[] current = input.Tensor.AsSpan().ToArray();
        int done = 0;
        ScoreSeries series = runs.Run(counts.Length, Write, new ProgressReport(progress, counts.Length));
        bool isMost = options.Order == RoadOrder.MostRelevantFirst;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"ROAD of {explained}: the {(isMost ? "most" : "least")} relevant pixels are replaced by what their neighbours predict, plus "
            + $"noise of deviation {Digits.Of(deviation)} in units of the input (seed {options.Seed}), at {counts.Length} fractions from "
            + $"{options.Fractions[0]:0.##%} to {options.Fractions[^1]:0.##%}. {(isMost ? "Lower" : "Higher")} is more faithful."
            + $"{map.Remarks}");
        return new RoadCurve(explained, options, [.. counts.Select(count => (double)count / positions)], series, text);

        void Write(int index, Span<float> perturbed)
        {
            // New pixels start from the mean of the known ones, others from their last values.
            int channels = current.Length / positions;
            for (int channel = 0; channel < channels; channel++)
            {
                double sum = 0;
                foreach (int position in order.AsSpan(counts[index]))
                    sum += current[channel * positions + position];
                foreach (int position in order.AsSpan(done, counts[index] - done))
                    current[channel * positions + position] = (float)(sum / (positions - counts[index]));
            }

            done = counts[index];
            int[] missing = order[..done];
            imputation.Fill(current, missing);
            current.CopyTo(perturbed);
            for (int channel = 0; channel < channels; channel++)
            {
                Pcg32 random = new(options.Seed, (ulong)(index * channels + channel));
                foreach (int position in missing)
                    perturbed[channel * positions + position] += (float)(deviation * random.NextNormal());
            }
        }
    }
}
