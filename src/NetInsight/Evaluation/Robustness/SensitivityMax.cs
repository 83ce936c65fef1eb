using System.Collections.Immutable;
using NetInsight.Attribution;
using NetInsight.Kernels.Embedding;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight;

/// <summary>
/// Sensitivity-max: the largest change of a map under noise too small to be seen. Answers whether an attribution explains the image or one
/// accident of its pixels (Yeh et al. 2019, arXiv:1901.09392).
/// </summary>
/// <remarks>
/// max over samples d in [-r, r]^n of |A(x + d) - A(x)| / |A(x)|, Frobenius norms over <see cref="AttributionMap.Values"/> about
/// <see cref="AttributionMap.Neutral"/>; drawn at random, so that it is a lower bound. It misleads where a map is stable because it hardly
/// depends on anything: one that is the same for all images has 0. A target whose own value jumps under the noise is the network's
/// instability, not the map's.
/// </remarks>
/// <example>
/// <code>
/// SensitivityMaxScore score = SensitivityMax.Compute(
///     model, photo, (m, x, target, token) => Saliency.Compute(m, x, target, cancellationToken: token));
/// Console.WriteLine($"{score.Value} {score.Mean}");
/// </code>
/// </example>
public static class SensitivityMax
{
    /// <summary>The score of a technique for an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="technique">Makes the map; called once for the image and once for each copy.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the top class of the image, for all copies.</param>
    /// <param name="options">Radius, samples and seed.</param>
    /// <param name="progress">Receives the number of maps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms, where the technique does; the model stays usable.</param>
    /// <exception cref="ArgumentException">The target's layer, class or index does not exist.</exception>
    /// <exception cref="InvalidOperationException">
    /// The technique returns null or maps of different shapes; the network is no classifier, but the target is a class; or the file leaves
    /// the input's size open.
    /// </exception>
    public static SensitivityMaxScore Compute(
        Model model,
        RgbImage image,
        AttributionFunction technique,
        Target? target = null,
        SensitivityMaxOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), technique, target, options, progress, cancellationToken);

    /// <summary>The score of a technique for an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="technique">Makes the map; called once for the image and once for each copy.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the top class of the image, for all copies.</param>
    /// <param name="options">Radius, samples and seed.</param>
    /// <param name="progress">Receives the number of maps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms, where the technique does; the model stays usable.</param>
    /// <exception cref="ArgumentException">The input is not one image, or the target's layer, class or index does not exist.</exception>
    /// <exception cref="InvalidOperationException">
    /// The technique returns null or maps of different shapes; or the network is no classifier, but the target is a class.
    /// </exception>
    public static SensitivityMaxScore Compute(
        Model model,
        Tensor input,
        AttributionFunction technique,
        Target? target = null,
        SensitivityMaxOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), technique, target, options, progress, cancellationToken);

    private static SensitivityMaxScore Compute(
        AttributedInput input,
        AttributionFunction technique,
        Target? target,
        SensitivityMaxOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(technique);
        options ??= SensitivityMaxOptions.Default;
        ExplainedTarget explained = TargetScores.Resolve(input, target, cancellation);
        ProgressReport report = new(progress, options.Samples + 1);
        AttributionMap original = Explain(input.Tensor);
        double radius = options.Radius * Moments.Of(input.Tensor.AsSpan()).Deviation;
        ImmutableArray<double>.Builder changes = ImmutableArray.CreateBuilder<double>(options.Samples);
        for (int sample = 0; sample < options.Samples; sample++)
        {
            Pcg32 random = new(options.Seed, (ulong)sample);
            Tensor noisy = input.Tensor.Clone();
            foreach (ref float element in noisy.AsSpan())
                element += (float)(radius * (2 * random.NextUnit() - 1));
            changes.Add(Change(original, Explain(noisy)));
        }

        return new SensitivityMaxScore(original, changes.ToImmutable(), radius, options);

        AttributionMap Explain(Tensor copy)
        {
            cancellation.ThrowIfCancellationRequested();
            AttributionMap map = technique(input.Model, copy, explained.Target, cancellation)
                ?? throw new InvalidOperationException("The technique returned null; a map is expected.");
            report.Add(1);
            return map;
        }
    }

    /// <summary>|B - A| / |A| over elements that are finite in both; NaN where A is zero.</summary>
    private static double Change(AttributionMap original, AttributionMap map)
    {
        if (map.Values.Shape != original.Values.Shape)
        {
            throw new InvalidOperationException(
                $"The technique returned values of shape {map.Values.Shape}, but {original.Values.Shape} for the image without noise.");
        }

        ReadOnlySpan<float> a = original.Values.AsSpan(), b = map.Values.AsSpan();
        double change = 0, norm = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (!float.IsFinite(a[i]) || !float.IsFinite(b[i]))
                continue;
            double before = a[i] - original.Neutral, after = b[i] - map.Neutral;
            (change, norm) = (change + (after - before) * (after - before), norm + before * before);
        }

        return norm > 0 ? Math.Sqrt(change / norm) : double.NaN;
    }
}
