using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Parameterizations;
using NetInsight.Synthesis.Presets;

namespace NetInsight;

/// <summary>
/// An image changed so that a layer responds more strongly to what it already responds to (Mordvintsev, Olah and Tyka 2015,
/// "Inceptionism").
/// </summary>
/// <remarks>
/// Half the sum of squares of the layer is maximised, whose gradient at the layer is the layer itself. From the smallest size to the
/// image's own: the image at that size, with the detail that was added at smaller ones enlarged, takes steps of 1.5 g / mean of abs(g),
/// each at a random roll.
/// </remarks>
/// <example>
/// <code>
/// DeepDream.Compute(model, photo, "inception_4c/output").ToImage().Save("dream.png");
/// </code>
/// </example>
public static class DeepDream
{
    /// <summary>Dreams.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image; it keeps its size, whatever the network's is.</param>
    /// <param name="layer">A layer that any size fits, as <see cref="Model.Layers"/> lists it.</param>
    /// <param name="options">Octaves, steps, jitter, guide, seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within a step and returns the image as it is then; the model stays usable.</param>
    /// <returns>The image at its own size (of a cancelled call, the detail so far), and the objective before each step.</returns>
    /// <exception cref="ArgumentException">
    /// There is no such layer, it does not run at one of the sizes, or the network does not take images of this kind.
    /// </exception>
    /// <exception cref="InvalidOperationException">An operator has no gradient, or a value or gradient is not finite.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled before the guide's features were there.</exception>
    /// <exception cref="ResourceLimitException">The image is too large for the model's limits.</exception>
    public static SynthesizedImages Compute(
        Model model,
        RgbImage image,
        string layer,
        DeepDreamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(layer);
        options ??= DeepDreamOptions.Default;
        Tensor start = model.Preprocessing.ToTensor([image]);
        Objective objective = Objective.HalfSquaredNorm(layer);
        if (options.Guide is { } guide)
        {
            Tensor input = model.Preprocessing.ToTensor([guide]);
            Tensor features = InputSizes.Run(model, input, [layer], cancellationToken)[layer];
            if (features.Shape.Rank != 4)
            {
                throw new ArgumentException(
                    $"Layer '{layer}' has an output of {features.Shape}: a guide needs a feature map.", nameof(layer));
            }

            objective = Objective.Guided(layer, features);
        }

        return Compute(model, start, objective, options, progress, cancellationToken);
    }

    private static SynthesizedImages Compute(
        Model model,
        Tensor start,
        Objective objective,
        DeepDreamOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        PixelRange range = new(model.Preprocessing, start.Shape[1]);
        double[] units = [.. range.Units.Select(unit => unit / 255)];
        (int Height, int Width)[] sizes = DreamOctaves.Sizes(start.Shape[2], start.Shape[3], options.Octaves, options.OctaveScale);
        Pcg32 random = new(options.Seed);
        ProgressReport report = new(progress, sizes.Length * options.StepsPerOctave);
        List<double> values = [];
        Tensor detail = new(start.Shape.With(2, sizes[0].Height).With(3, sizes[0].Width)), current = start;
        double[]? final = null;
        try
        {
            for (int octave = 0; octave < sizes.Length; octave++)
            {
                (int height, int width) = sizes[octave];
                Tensor original = DreamOctaves.Resize(start, height, width);
                current = Sum(original, DreamOctaves.Resize(detail, height, width), 1);
                ObjectiveRun run = new(model, objective, current.Shape, cancellation);
                for (int step = 0; step < options.StepsPerOctave; step++)
                {
                    int down = Next(), right = Next();
                    Tensor rolled = DreamOctaves.Roll(current, down, right);
                    ObjectiveValues result = run.Run(rolled, cancellation);
                    cancellation.ThrowIfCancellationRequested();
                    if (!double.IsFinite(result.Values[0]))
                        throw new InvalidOperationException($"The objective is {result.Values[0]} at step {values.Count}.");
                    if (!double.IsFinite(DreamOctaves.Step(rolled, result.Gradient, options.StepLength, units)))
                        throw new InvalidOperationException($"The gradient is not finite at step {values.Count}.");
                    if (options.StaysInPixelRange && range.IsImage)
                        range.Clamp(rolled.AsSpan());
                    current = DreamOctaves.Roll(rolled, -down, -right);
                    values.Add(result.Values[0]);
                    report.Add(1);
                }

                detail = Sum(current, original, -1);
                if (octave == sizes.Length - 1)
                    final = run.Values(current, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Tensor soFar = Sum(current, DreamOctaves.Resize(start, current.Shape[2], current.Shape[3]), -1);
            current = Sum(start, DreamOctaves.Resize(soFar, start.Shape[2], start.Shape[3]), 1);
        }

        return new SynthesizedImages(model.Preprocessing, current, [[.. values]], [[.. values.Select(_ => 0.0)]])
        {
            IsCancelled = final is null,
            FinalValues = final,
            Caption = FormattableString.Invariant(
                $"DeepDream, {objective.Describe(model)}: {sizes.Length} octaves of scale {options.OctaveScale:G3}, ")
                + FormattableString.Invariant($"{options.StepsPerOctave} steps of {options.StepLength:G3} of 255 each, ")
                + $"jitter {options.Jitter}, seed {options.Seed}"
                + (final is null ? " (cancelled)." : "."),
        };

        int Next() => (int)(random.NextUnit() * (2 * options.Jitter + 1)) - options.Jitter;
    }

    private static Tensor Sum(Tensor a, Tensor b, float sign)
    {
        Tensor sum = Tensor.Uninitialized(a.Shape);
        for (int i = 0; i < sum.Count; i++)
            sum.AsSpan()[i] = a.AsSpan()[i] + sign * b.AsSpan()[i];
        return sum;
    }
}
