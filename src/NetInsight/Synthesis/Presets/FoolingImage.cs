using System.Globalization;
using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Parameterizations;
using NetInsight.Synthesis.Presets;

namespace NetInsight;

/// <summary>
/// Changes an image so little that nobody sees it, and so that a network names another class (Szegedy et al. 2013, arXiv:1312.6199): what
/// lies near an image in the network's view.
/// </summary>
/// <remarks>
/// <see cref="FoolingMethod.Steps"/>: x + r g / norm of g, g the gradient of the other class's logit, until it wins.
/// <see cref="FoolingMethod.FastGradientSign"/>: x + b sign(g), g the gradient of the other class's log-probability, or of minus that of
/// the image's own class where no other is given. <see cref="FoolingMethod.ProjectedGradient"/>: several such steps, each cut back to the
/// bound. Lengths are measured in pixels' values, whatever the preprocessing divides by.
/// </remarks>
/// <example>
/// <code>
/// FoolingImageReport report = FoolingImage.Compute(model, photo, new FoolingImageOptions { TargetClass = 340 });
/// Console.WriteLine($"{report.Before.Label} -> {report.After.Label}, mean change {report.MeanChange:F2} of 255");
/// report.ToImage().Save("zebra.png");
/// </code>
/// </example>
public static class FoolingImage
{
    /// <summary>Searches a change of an image.</summary>
    /// <param name="model">The network, a classifier.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="options">The class, the method, bounds and steps.</param>
    /// <param name="progress">Receives the number of steps done; it ends early where the class wins.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the image as it is then; the model stays usable.</param>
    /// <returns>The changed image, whether it fools the network (also rounded to pixels), and how large the change is.</returns>
    /// <exception cref="ArgumentException">There is no such class, or it wins already.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, an operator has no gradient, or the file leaves the input's size open.
    /// </exception>
    public static FoolingImageReport Compute(
        Model model,
        RgbImage image,
        FoolingImageOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        return Compute(model, model.Prepare(image), options, progress, cancellationToken);
    }

    /// <summary>Searches a change of an input that is preprocessed already.</summary>
    /// <param name="model">The network, a classifier.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, FoolingImageOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="options">The class, the method, bounds and steps.</param>
    /// <param name="progress">Receives the number of steps done; it ends early where the class wins.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the image as it is then; the model stays usable.</param>
    public static FoolingImageReport Compute(
        Model model,
        Tensor input,
        FoolingImageOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        if (input.Shape.Rank != 4 || input.Shape[0] != 1)
        {
            throw new ArgumentException(
                $"One image, 1 x channels x height x width, is expected, but {input.Shape} is given.", nameof(input));
        }

        PixelRange range = new(model.Preprocessing, input.Shape[1]);
        double[] units = [.. Enumerable.Range(0, range.Channels).Select(channel => (double)Math.Abs(range.Extent(channel)))];
        return Compute(model, input, options ?? FoolingImageOptions.Default, units, progress, cancellationToken);
    }

    /// <summary>The search with given units of the input's channels.</summary>
    internal static FoolingImageReport Compute(
        Model model,
        Tensor input,
        FoolingImageOptions options,
        double[] units,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        double[] scores = Scores(input);
        int before = IndexOfLargest(scores, -1);
        if (options.TargetClass is { } wanted && wanted >= scores.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), wanted, $"The network has {scores.Length:N0} classes, 0 to {scores.Length - 1}.");
        }

        if (options.TargetClass == before)
            throw new ArgumentException($"Class {before} {model.LabelOf(before)} wins already.", nameof(options));
        Objective objective = options.Method != FoolingMethod.Steps
            ? options.TargetClass is { } sought
                ? Target.Class(sought, ClassScore.LogProbability)
                : -Objective.Of(Target.Class(before, ClassScore.LogProbability))
            : Target.Class(options.TargetClass ?? IndexOfLargest(scores, before));
        ObjectiveRun run = new(model, objective, input.Shape);
        BoundedSteps steps = new(input, options, units, new PixelRange(model.Preprocessing, input.Shape[1]));
        int most = options.Method == FoolingMethod.FastGradientSign ? 1 : options.MaximumSteps, done = 0;
        ProgressReport report = new(progress, most);
        Tensor current = input;
        bool isFooled = false, isCancelled = false;
        try
        {
            while (done < most && !(isFooled && options.StopsWhenFooled))
            {
                Tensor next = steps.Next(current, run.Run(current, cancellation).Gradient);
                scores = Scores(next);
                (current, isFooled) = (next, IsFooled(scores));
                done++;
                report.Add(1);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            isCancelled = true;                 // what there is comes back
        }

        Tensor rounded = steps.Rounded(current);
        (double mean, double largest) = steps.ChangeOf(current);
        Tensor three = new(input.Shape.With(0, 3), [.. input.AsSpan(), .. current.AsSpan(), .. rounded.AsSpan()]);
        Tensor logits = model.Logits(three, cancellationToken: CancellationToken.None);
        Tensor probabilities = model.ClassifierHead.Probabilities(logits);
        Prediction first = PredictionOf(0, before), last = PredictionOf(1, null);
        return new FoolingImageReport(model.Preprocessing, input, current)
        {
            Before = first,
            After = last,
            AfterRounding = PredictionOf(2, null),
            Steps = done,
            IsCancelled = isCancelled,
            IsFooled = isFooled,
            MeanChange = mean,
            LargestChange = largest,
            Caption = string.Create(
                CultureInfo.InvariantCulture,
                $"{(isFooled ? "Fooled" : "Not fooled")} after {done} {(done == 1 ? "step" : "steps")} ({steps.Description}): "
                + $"{first.Label} ({first.Probability:P1}) became {last.Label} ({last.Probability:P1}); "
                + $"mean change {mean:F2}, largest {largest:F1} of 255."),
        };

        double[] Scores(Tensor batch) =>
            [.. model.Logits(batch, cancellationToken: cancellation).AsSpan().ToArray().Select(x => (double)x)];

        bool IsFooled(double[] of) => options.TargetClass is { } target
            ? IndexOfLargest(of, -1) == target
            : IndexOfLargest(of, -1) != before;

        Prediction PredictionOf(int row, int? known)
        {
            int count = logits.Shape[1];
            ReadOnlySpan<float> own = logits.AsSpan().Slice(row * count, count);
            int index = known ?? IndexOfLargest([.. own.ToArray().Select(x => (double)x)], -1);
            return new Prediction(index, model.LabelOf(index), probabilities[row, index], own[index]);
        }
    }

    private static int IndexOfLargest(double[] values, int except)
    {
        int best = except == 0 ? 1 : 0;
        for (int i = 0; i < values.Length; i++)
            best = i != except && values[i] > values[best] ? i : best;
        return best < values.Length ? best : throw new InvalidOperationException("The network has one class only.");
    }
}
