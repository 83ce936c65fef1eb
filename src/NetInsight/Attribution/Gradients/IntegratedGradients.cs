using System.Collections.Immutable;
using NetInsight.Attribution;
using NetInsight.Attribution.Gradients;

namespace NetInsight;

/// <summary>
/// Integrated gradients: how much each element of the image contributed to the target's change from a baseline image to this one
/// (Sundararajan, Taly and Yan 2017, arXiv:1703.01365).
/// </summary>
/// <remarks>
/// A = (x - x') times the integral over a from 0 to 1 of dS/dx at x' + a (x - x') (equation 1), x' the baseline, at steps that are placed
/// where the gradient changes most (<see cref="PathQuadrature.Adaptive"/>). Completeness (proposition 1): the sum of A is S(x) - S(x'); the
/// result says by how much it is not. One forward and one backward pass for each step and baseline. The top class is the image's, also at
/// the baseline.
/// </remarks>
/// <example>
/// <code>
/// IntegratedGradientsMap map = IntegratedGradients.Compute(model, photo, Target.Class(386));
/// Console.WriteLine($"{map.CompletenessGap} of {map.Baselines[0].Difference}");
/// map.Over(photo).Save("integrated-gradients.png");
/// </code>
/// </example>
public static class IntegratedGradients
{
    /// <summary>The contributions for an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Baselines, steps, reduction, batch size and memory.</param>
    /// <param name="progress">Receives the number of gradients done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>The contributions, 1 x channels x height x width of the input, in units of the target, and their map.</returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, or it does not depend on the input; a baseline makes an input of another shape.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; an operator has no gradient; or the file leaves the input's size open.
    /// </exception>
    public static IntegratedGradientsMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        IntegratedGradientsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The contributions for an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, IntegratedGradientsOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Baselines, steps, reduction, batch size and memory.</param>
    /// <param name="progress">Receives the number of gradients done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IntegratedGradientsMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        IntegratedGradientsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The contributions of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, IntegratedGradientsOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Baselines, steps, reduction, batch size and memory.</param>
    /// <param name="progress">Receives the number of gradients of the current image and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<IntegratedGradientsMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        IntegratedGradientsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    private static IntegratedGradientsMap Compute(
        AttributedInput input,
        Target? target,
        IntegratedGradientsOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        options ??= IntegratedGradientsOptions.Default;
        Tensor[] baselines = [.. options.Baselines.Select(fill => input.Baseline(fill, nameof(options)))];
        ExplainedTarget explained = TargetScores.Resolve(input, target, cancellation);
        TargetScores scores = new(input.Model, explained.Target);
        using GradientSamples samples = new(
            input.Model, explained.Target, input.Tensor.Shape, new ProgressReport(progress, baselines.Length * options.Steps))
        {
            MemoryBudget = options.MemoryBudget,
            BatchSize = options.BatchSize,
        };
        PathIntegral? firstPath = null;

        // Each path's attributions, and their mean.
        double[] total = new double[input.Tensor.Count];
        ImmutableArray<PathBaseline>.Builder paths = ImmutableArray.CreateBuilder<PathBaseline>(baselines.Length);
        for (int path = 0; path < baselines.Length; path++)
        {
            PathIntegral line = new(input.Tensor, baselines[path], samples, cancellation);
            double[] integral = line.Over(options.Quadrature, options.Steps);
            firstPath ??= line;
            double sum = 0;
            for (int i = 0; i < total.Length; i++)
            {
                double attribution = ((double)input.Tensor.AsSpan()[i] - baselines[path].AsSpan()[i]) * integral[i];
                sum += attribution;
                total[i] += attribution / baselines.Length;
            }

            double score = scores.Run(baselines[path], cancellation)[0];
            paths.Add(new PathBaseline(options.Baselines[path], score, explained.Score - score, sum));
        }

        Tensor values = new(input.Tensor.Shape, [.. total.Select(value => (float)value)]);
        return new IntegratedGradientsMap(
            input, explained, values, Disturbed(firstPath!), paths.MoveToImmutable(), options);

        // All gradients of the first path are moved by rounding as the one nearest to the image is.
        Tensor Disturbed(PathIntegral path)
        {
            Tensor sample = Tensor.Uninitialized(input.Tensor.Shape);
            path.Write(path.Nearest.Position, sample.AsSpan());
            Tensor moved = RoundingNoise.Gradient(input.Model, sample, explained.Target, null, cancellation);
            return RoundingNoise.OfLine(values, input.Tensor, baselines[0].AsSpan(), path.Nearest.Gradient, moved);
        }
    }
}
