using NetInsight.Attribution;
using NetInsight.Evaluation.Choices;

namespace NetInsight;

/// <summary>
/// Repeats an attribution over its free choices (fill, window, seed, noise, a shift of one pixel) and keeps mean and spread of each pixel.
/// Answers which parts of a map would look the same had another of equally good choices been made; the others are drawn hatched.
/// </summary>
/// <remarks>
/// For each pixel i the mean m(i) of v_k(i) over the choices k, and the standard deviation s(i) of the sample (divisor n - 1). The sign is
/// certain where |m| is above <see cref="StabilityOptions.Deviations"/> times s and above the network's rounding. The spread is no
/// sampling error, which more choices would make smaller: it says how much one map depends on what was chosen. Values are taken about the
/// neutral value of each map (<see cref="Heatmap.Neutral"/>). One run of the method for each choice.
/// </remarks>
/// <example>
/// <code>
/// StabilityMap map = Stability.Compute(model, photo, StabilityChoices.Occlusion());
/// map.Over(photo).Save("stable.png");
/// Console.WriteLine($"{map.CertainShare:P0} of the pixels keep their sign. {map.Caption}");
/// </code>
/// </example>
public static class Stability
{
    /// <summary>Mean and spread of the maps of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="choices">The choices, at least two: a set of <see cref="StabilityChoices"/>, or one's own.</param>
    /// <param name="target">
    /// What is explained. Default: <see cref="Target.Top"/>. The top class of the image is explained by all maps, also of moved images.
    /// </param>
    /// <param name="options">When a sign is certain.</param>
    /// <param name="progress">Receives the number of maps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two choices, one is null, or one moves the image out of the input; or the method does not take its arguments.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; the file leaves the input's size open; or the method does not apply.
    /// </exception>
    public static StabilityMap Compute(
        Model model,
        RgbImage image,
        IReadOnlyList<StabilityChoice> choices,
        Target? target = null,
        StabilityOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), choices, target, options, progress, cancellationToken);

    /// <summary>Mean and spread of the maps of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="choices">The choices, at least two: a set of <see cref="StabilityChoices"/>, or one's own.</param>
    /// <inheritdoc
    /// cref="Compute(Model, RgbImage, IReadOnlyList{StabilityChoice}, Target, StabilityOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>.</param>
    /// <param name="options">When a sign is certain.</param>
    /// <param name="progress">Receives the number of maps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static StabilityMap Compute(
        Model model,
        Tensor input,
        IReadOnlyList<StabilityChoice> choices,
        Target? target = null,
        StabilityOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), choices, target, options, progress, cancellationToken);

    private static StabilityMap Compute(
        AttributedInput input,
        IReadOnlyList<StabilityChoice> choices,
        Target? target,
        StabilityOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count < 2)
            throw new ArgumentException($"At least two choices are expected, but {choices.Count} are given.", nameof(choices));
        for (int index = 0; index < choices.Count; index++)
        {
            if (choices[index] is null)
                throw new ArgumentException($"choices[{index}] is null.", nameof(choices));
        }

        options ??= StabilityOptions.Default;
        ExplainedTarget explained = TargetScores.Resolve(input, target, cancellation);
        StabilitySums sums = new(input.Height, input.Width);
        ProgressReport report = new(progress, choices.Count);
        bool anyNormalized = false;
        foreach (StabilityChoice choice in choices)
        {
            cancellation.ThrowIfCancellationRequested();
            AttributionMap map = choice.Compute(input, explained.Target, cancellation);
            bool normalizes = options.Normalizes ?? map is ClassActivationMap or GuidedGradCamMap;
            anyNormalized |= normalizes;
            sums.Add(map.Heatmap, choice.ShiftedRows, choice.ShiftedColumns, normalizes);
            report.Add(1);
        }

        return StabilityMap.Of(input, explained, [.. choices.Select(choice => choice.Name)], sums, options, anyNormalized);
    }
}
