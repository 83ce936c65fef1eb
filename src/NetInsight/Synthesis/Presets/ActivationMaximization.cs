using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight;

/// <summary>
/// An image changed so that a target grows: what of the image the target responds to, and what it would rather see in its place
/// (accentuation: Hamblin et al. 2024, arXiv:2402.10039; activation maximization: Erhan et al. 2009).
/// </summary>
/// <remarks>
/// As in feature accentuation the image's spectrum is optimised under random transformations, with a penalty on the change: steps along the
/// bare gradient of pixels would fool the network (<see cref="FoolingImage"/>) and show nothing. Without a given image see <see
/// cref="ClassVisualization"/> and <see cref="FeatureVisualization"/>.
/// </remarks>
/// <example>
/// <code>
/// ActivationMaximization.Compute(model, photo, Target.Class("tabby cat")).ToImage().Save("more-cat.png");
/// ActivationMaximization.Compute(model, photo, Target.Channel("inception_4c/output", 12)).ToImage().Save("channel-12.png");
/// </code>
/// </example>
public static class ActivationMaximization
{
    /// <summary>Changes an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image from which to start; <see cref="Model.Preprocessing"/> makes it the network's input.</param>
    /// <param name="target">
    /// What is to grow; <see cref="Target.Top"/> is the class that wins at each step, so give the class by its number.
    /// </param>
    /// <param name="options">Sign, how far the image may go, steps, size, seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the image as it is then; the model stays usable.</param>
    /// <returns>
    /// The image, and the target's value before each step (of the transformed image) and at the end; of a negative one with its sign
    /// turned.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The class or layer does not exist, the network does not run at that size, the target does not depend on the image, or
    /// transformations and optimiser do not go together.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; an operator has no gradient; the file leaves the input's size open and none
    /// is given; or a value is not finite.
    /// </exception>
    public static SynthesizedImages Compute(
        Model model,
        RgbImage image,
        Target target,
        ActivationMaximizationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(target);
        options ??= ActivationMaximizationOptions.Default;
        Tensor start = options.Size is { } size ? model.Preprocessing.Apply(image, size.Height, size.Width) : model.Prepare(image);
        Objective objective = options.IsNegative ? -Objective.Of(target) : target;
        ImageSynthesisOptions recipe = new()
        {
            Steps = options.Steps,
            Start = start,
            Parameterization = options.Parameterization,
            Transformations = options.Transformations,
            Optimizer = options.Optimizer,
            SnapshotEvery = options.SnapshotEvery,
            Seed = options.Seed,
        };
        if (options.Change is { } change)
        {
            double weight = WeightOf(model, objective, start, change, cancellationToken);
            recipe = recipe with { Regularizers = [Regularizer.SquaredDistance(weight, start)] };
        }

        return ImageSynthesis.Compute(model, objective, recipe, progress, cancellationToken);
    }

    /// <summary>
    /// The weight w of the sum of squares in the input's units: w N u^2 r^2 = G r^2 / (2 change) for N elements of range u, with the slope
    /// G = sqrt(N) u abs(gradient).
    /// </summary>
    private static double WeightOf(
        Model model, Objective objective, Tensor start, double change, CancellationToken cancellation)
    {
        double range = new PixelRange(model.Preprocessing, start.Shape[1]).Units.Average(), squares = 0;
        Tensor gradient;
        try
        {
            gradient = new ObjectiveRun(model, objective, start.Shape, cancellation).Run(start, cancellation).Gradient;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 0;                               // the synthesis returns the image as it is
        }

        foreach (float value in gradient.AsSpan())
            squares += (double)value * value;
        double weight = Math.Sqrt(squares / start.Count) / (2 * change * range);
        return double.IsFinite(weight)
            ? weight
            : throw new InvalidOperationException("The target's gradient is not finite for this image.");
    }
}
