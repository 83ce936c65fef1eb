using NetInsight.Synthesis;

namespace NetInsight;

/// <summary>
/// What an image must look like for a network to respond in a certain way: an image is optimised by the gradient of any
/// <see cref="Objective"/>. Class visualization, feature visualization, inversion, texture and style are presets of it.
/// </summary>
/// <remarks>
/// Each step: parameters become images (<see cref="Parameterization"/>), which are randomly transformed (<see cref="Transformation"/>); one
/// forward and one backward pass give the objective's gradient, which goes back the same way; penalties (<see cref="Regularizer"/>) are
/// subtracted; the <see cref="Optimizer"/> moves the parameters.
/// </remarks>
/// <example>
/// <code>
/// SynthesizedImages images = ImageSynthesis.Compute(model, Objective.Channel("mixed4a", 97) - 0.1 * Objective.Layer("conv2"));
/// images.ToImage().Save("channel-97.png");
/// Console.WriteLine(images.FinalValues![0]);
/// </code>
/// </example>
public static class ImageSynthesis
{
    /// <summary>Optimises images.</summary>
    /// <param name="model">The network.</param>
    /// <param name="objective">What is maximised; any <see cref="Target"/> is one.</param>
    /// <param name="options">Number, size and start of the images, the four parts, the optimiser, steps and seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the images as they are then; the model stays usable.</param>
    /// <returns>
    /// The images, the objective before each step, and the objective of the final images. Equal options give equal bits on one device.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A layer, class or index does not exist; a tensor does not fit; a layer that is needed does not fit images of this size; the
    /// objective does not depend on the image; regularisers that change images are combined with a spectrum, or L-BFGS with random
    /// transformations.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the objective needs a class; an operator has no gradient; the file leaves the input's size open
    /// and neither a size nor a start is given; images are compared, but the file takes one at a time; or a value or gradient is not
    /// finite.
    /// </exception>
    /// <exception cref="ResourceLimitException">One image would need more memory than the model's limits allow.</exception>
    public static SynthesizedImages Compute(
        Model model,
        Objective objective,
        ImageSynthesisOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(objective);
        return new SynthesisLoop(model, objective, options ?? ImageSynthesisOptions.Default).Run(progress, cancellationToken);
    }
}
