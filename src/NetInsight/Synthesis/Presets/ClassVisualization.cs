using NetInsight.Synthesis.Presets;

namespace NetInsight;

/// <summary>
/// An image that a network takes for a class as much as it can: what it has learned of the class (Simonyan et al. 2013, arXiv:1312.6034).
/// </summary>
/// <remarks>
/// The logit is maximised, as there: a probability also grows where other classes' logits fall. Three styles (<see
/// cref="VisualizationStyle"/>): <c>Fourier</c> is Lucid's recipe, Adam 0.05 on a spectrum with random transformations, which are larger
/// than Lucid's (at 224 pixels jitter by 32, scale by 0.75 to 1.25, rotation by up to 15 degrees): then more images are what a second
/// network takes for the class as well. <c>Simonyan</c> maximises S - weight x squares from the mean colour. <c>Yosinski</c> takes
/// steps from noise, each multiplied by 1 - 0.0001, with a blur
/// of one pixel after every fourth. The last two take steps that change a pixel by 1.5% of its range on average.
/// </remarks>
/// <example>
/// <code>
/// SynthesizedImages elephant = ClassVisualization.Compute(model, Target.Class("African elephant"));
/// elephant.ToImage().Save("african-elephant.png");
/// </code>
/// </example>
public static class ClassVisualization
{
    /// <summary>Optimises images for a class, or for any other target.</summary>
    /// <param name="model">The network.</param>
    /// <param name="target">The class; a difference of two shows what tells them apart.</param>
    /// <param name="options">Style, number of images, steps, seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the images as they are then; the model stays usable.</param>
    /// <returns>The images, and the target's value before each step and at the end.</returns>
    /// <exception cref="ArgumentException">
    /// The class or layer does not exist, the network does not run at that size, or the target does not depend on the image.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; an operator has no gradient; the file leaves the input's size open and none
    /// is given; or a value is not finite.
    /// </exception>
    public static SynthesizedImages Compute(
        Model model,
        Target target,
        ClassVisualizationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(target);
        options ??= ClassVisualizationOptions.Default;
        return ImageSynthesis.Compute(model, target, StyleRecipe.Of(model, options), progress, cancellationToken);
    }
}
