using NetInsight.Attribution;
using NetInsight.Attribution.Perturbation;

namespace NetInsight;

/// <summary>
/// RISE, randomized input sampling for explanation: runs the network on the image under many random masks and averages the masks, weighted
/// by the score. Answers which pixels raise the score when they are shown (Petsiuk et al. 2018, arXiv:1806.07421).
/// </summary>
/// <remarks>
/// <para>
/// S(i) = sum over masks n of f(x * M_n) M_n(i) / (N p) (equation 6). Each of 7 x 7 cells is shown with probability p = 0.5; the mask is
/// enlarged bilinearly to 8 x 8 cells' size and cut to the input from a random corner within the first cell (the side of a cell is
/// rounded up, as in the authors' program, so that masks cover the input).
/// </para>
/// <para>
/// It needs no gradient, and sees nothing of the network but its scores: any network and any target will do. The price is one run for each
/// mask, and noise: <see cref="RiseMap.StandardErrors"/> says how much. <see cref="RiseNormalization.SumOfMasks"/> has less of it. Where a
/// network is sure, half an image hardly changes the probability, and the map shows little: <see cref="Target.Top"/>, the logit, shows
/// more; with it, and wherever scores are far from 0, divide by the sum of masks.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// RiseMap rise = Rise.Compute(model, photo);
/// rise.Over(photo).Save("rise.png");
/// RiseMap quick = Rise.Compute(
///     model, photo, Target.Top, new RiseOptions { Masks = 400, Normalization = RiseNormalization.SumOfMasks });
/// Console.WriteLine($"{quick.MeanScore} +- {quick.MeanStandardError}");
/// </code>
/// </example>
public static class Rise
{
    /// <summary>The map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">
    /// What is explained. Default: the probability of the top class of the whole image, <see cref="Target.TopClass"/>, as published: scores
    /// are weights of masks.
    /// </param>
    /// <param name="options">The masks, their number and seed, fill, normalisation, memory.</param>
    /// <param name="progress">Receives the number of masks done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>A value for each pixel of the network's input, in the target's unit, with its standard error.</returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, or the fill does not fit the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static RiseMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        RiseOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options ?? RiseOptions.Default, progress, cancellationToken);

    /// <summary>The map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, RiseOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: the probability of the top class, <see cref="Target.TopClass"/>.</param>
    /// <param name="options">The masks, their number and seed, fill, normalisation, memory.</param>
    /// <param name="progress">Receives the number of masks done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static RiseMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        RiseOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options ?? RiseOptions.Default, progress, cancellationToken);

    /// <summary>The maps of several images under the same masks, one after the other; progress counts those of the current image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, RiseOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: the probability of each image's top class, <see cref="Target.TopClass"/>.</param>
    /// <param name="options">The masks, their number and seed, fill, normalisation, memory.</param>
    /// <param name="progress">Receives the number of masks done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<RiseMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        RiseOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    /// <summary>The map by given masks.</summary>
    /// <param name="input">The image.</param>
    /// <param name="masks">The masks, of any number of rows and columns; as many as the options say are taken.</param>
    /// <param name="target">What is explained; null for the probability of the top class.</param>
    /// <param name="options">Number of masks, cells, normalisation and its probability, fill, memory; the seed is not used.</param>
    /// <param name="progress">Receives the number of masks done.</param>
    /// <param name="cancellation">Stops the runs.</param>
    internal static RiseMap Compute(
        AttributedInput input,
        IEnumerable<RiseMask> masks,
        Target? target,
        RiseOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        Tensor baseline = input.Baseline(options.Fill, nameof(options));
        TargetScores asked = new(input.Model, target ?? Target.TopClass(ClassScore.Probability));
        Tensor original = input.Model.RunValue(input.Tensor, asked.Value, cancellation);
        ExplainedTarget explained = asked.Resolve(original);
        RiseRuns runs = new(input, baseline, explained.Target, options, cancellation);
        double meanScore = runs.Run(masks, progress);
        double rounding = RoundingNoise.OfScore(new TargetScores(input.Model, explained.Target), original);
        return new RiseMap(input, explained, options, meanScore, runs.Sums, rounding);
    }

    private static RiseMap Compute(
        AttributedInput input, Target? target, RiseOptions options, IProgress<Progress>? progress, CancellationToken cancellation) =>
        Compute(input, RiseMask.Draw(options, input.Height, input.Width), target, options, progress, cancellation);
}
