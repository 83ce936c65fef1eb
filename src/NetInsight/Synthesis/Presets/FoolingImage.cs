using System.Globalization;
using NetInsight.Models;
using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Parameterizations;
using NetInsight.Synthesis.Presets;

namespace NetInsight;

/// <summary>
/// Changes an image so little that nobody sees it, and so that a network names another class (Szegedy et al. 2013, arXiv:1312.6199): what
/// lies near an image in the network's view.
/// </summary>
/// <remarks>
/// <see cref="FoolingMethod.Steps"/>: x + r g / norm of g, g the gradient of the given class's logit, until it wins; where none is given,
/// of the difference between the logit of the class that came second and that of the image's own: the way to that border (Moosavi-Dezfooli
/// et al. 2016, arXiv:1511.04599), until any other class wins.
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
    /// The network is no classifier or has one class only, an operator has no gradient, the file leaves the input's size open, or a score
    /// or gradient is not finite.
    /// </exception>
    /// <exception cref="OperationCanceledException">The call was cancelled before the image's own scores were there.</exception>
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

        double[] units = new PixelRange(model.Preprocessing, input.Shape[1]).Units;
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
        int done = 0;
        Tensor logits = LogitsOf(input);
        Prediction first = WinnerOf(logits);
        int before = first.Class, classes = logits.Shape[1];
        if (options.TargetClass is { } wanted && wanted >= classes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), wanted, $"The network has {classes:N0} classes, 0 to {classes - 1}.");
        }

        if (options.TargetClass == before)
            throw new ArgumentException($"Class {before} {first.Label} wins already.", nameof(options));
        Objective objective = options.Method != FoolingMethod.Steps
            ? options.TargetClass is { } sought
                ? Target.Class(sought, ClassScore.LogProbability)
                : -Objective.Of(Target.Class(before, ClassScore.LogProbability))
            : options.TargetClass is { } climbed
                ? Target.Class(climbed)
                : Target.Difference(SecondOf(logits.AsSpan(), before), before);
        BoundedSteps steps = new(input, options, units, new PixelRange(model.Preprocessing, input.Shape[1]));
        int most = options.Method == FoolingMethod.FastGradientSign ? 1 : options.MaximumSteps;
        ProgressReport report = new(progress, most);
        Tensor current = input;
        bool isCancelled = false;
        try
        {
            ObjectiveRun run = new(model, objective, input.Shape, cancellation);
            while (done < most && !(options.StopsWhenFooled && IsFooled()))
            {
                Tensor next = steps.Next(current, run.Run(current, cancellation).Gradient);
                (current, logits) = (next, LogitsOf(next));
                done++;
                report.Add(1);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            isCancelled = true;                 // what there is comes back
        }

        (double mean, double largest) = steps.ChangeOf(current);
        Prediction last = WinnerOf(logits);
        return new FoolingImageReport(model.Preprocessing, input, current)
        {
            Before = first,
            After = last,
            AfterRounding = WinnerOf(model.Logits(steps.Rounded(current), cancellationToken: CancellationToken.None)),
            Steps = done,
            IsCancelled = isCancelled,
            IsFooled = IsFooled(),
            MeanChange = mean,
            LargestChange = largest,
            Caption = string.Create(
                CultureInfo.InvariantCulture,
                $"{(IsFooled() ? "Fooled" : "Not fooled")} after {done} {(done == 1 ? "step" : "steps")} ({steps.Description}): "
                + $"{first.Label} ({first.Probability:P1}) became {last.Label} ({last.Probability:P1}); "
                + $"mean change {mean:F2}, largest {largest:F1} of 255."),
        };

        Tensor LogitsOf(Tensor image)
        {
            Tensor result = model.Logits(image, cancellationToken: cancellation);
            float score = result.AsSpan()[TopClass.Of(result.AsSpan())];
            return float.IsFinite(score) ? result : throw new InvalidOperationException($"A logit is {score} after {done} steps.");
        }

        bool IsFooled()
        {
            int top = TopClass.Of(logits.AsSpan());
            return options.TargetClass is { } target ? top == target : top != before;
        }

        Prediction WinnerOf(Tensor scores)
        {
            int top = TopClass.Of(scores.AsSpan());
            return new Prediction(top, model.LabelOf(top), model.ClassifierHead.Probabilities(scores)[0, top], scores[0, top]);
        }
    }

    /// <summary>The class that comes second.</summary>
    private static int SecondOf(ReadOnlySpan<float> scores, int first)
    {
        int best = first == 0 ? 1 : 0;
        for (int k = 0; k < scores.Length; k++)
            best = k != first && scores[k] > scores[best] ? k : best;
        return best < scores.Length ? best : throw new InvalidOperationException("The network has one class only.");
    }
}
