namespace NetInsight;

/// <summary>
/// Images that a channel of a layer responds to most, or least (Olah, Mordvintsev and Schubert 2017, "Feature Visualization").
/// </summary>
/// <remarks>
/// The mean of the channel over all positions is maximised on the image's spectrum, with decorrelated colours and Lucid's random
/// transformations, by Adam with a rate of 0.05. Several images with a diversity show different facets. People predict a unit better from
/// natural images than from synthetic ones (Borowski et al. 2020, arXiv:2010.12606): look at <see cref="MaximallyActivatingPatches"/> too.
/// </remarks>
/// <example>
/// <code>
/// FeatureVisualization.Compute(model, "inception_4c/output", 12).ToImage().Save("channel-12.png");
/// </code>
/// </example>
public static class FeatureVisualization
{
    /// <summary>Optimises images for a channel.</summary>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer's name, as <see cref="Model.Layers"/> lists it.</param>
    /// <param name="channel">The channel, from 0.</param>
    /// <param name="options">Sign, number of images, diversity, size, steps, seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the images as they are then; the model stays usable.</param>
    /// <returns>
    /// The images, and the objective before each step and at the end (of a negative one the channel's mean with its sign turned).
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The layer or channel does not exist, the layer does not run at that size, or it does not depend on the image.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// An operator has no gradient; the file leaves the input's size open and none is given; images are compared, but the file takes one at
    /// a time; or a value is not finite.
    /// </exception>
    public static SynthesizedImages Compute(
        Model model,
        string layer,
        int channel,
        FeatureVisualizationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= FeatureVisualizationOptions.Default;
        Objective objective = Objective.Channel(layer, channel);
        if (options.IsNegative)
            objective = -objective;
        if (options.Diversity > 0 && options.Images > 1)
            objective -= options.Diversity * Objective.Similarity(layer);
        ImageSynthesisOptions recipe = new()
        {
            Images = options.Images,
            Steps = options.Steps,
            Size = options.Size,
            SnapshotEvery = options.SnapshotEvery,
            Seed = options.Seed,
            MemoryBudget = options.MemoryBudget,
        };
        return ImageSynthesis.Compute(model, objective, recipe, progress, cancellationToken);
    }
}
