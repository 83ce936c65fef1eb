using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// Synthesised images beside the natural patches that activate the same unit most. People predict a unit better from natural patches than
/// from synthetic images (Borowski et al. 2020, arXiv:2010.12606: 92% against 82% of answers): look at both.
/// </summary>
/// <example>
/// <code>
/// SynthesizedImages images = FeatureVisualization.Compute(model, "inception_4c/output", 12);
/// PatchTable patches = MaximallyActivatingPatches.Compute(model, ImageFolder.Read("photographs"), "inception_4c/output", [12]);
/// SynthesisPatchReport both = images.Beside(model, patches, 12);
/// both.ToImage().Save("channel-12.png");
/// Console.WriteLine(both.Caption);
/// </code>
/// </example>
public static class SynthesisBeside
{
    /// <summary>Measures what synthesised images reach among the images of a table, and puts them beside its patches.</summary>
    /// <param name="images">Images of <see cref="FeatureVisualization"/>, <see cref="ClassVisualization"/> or others.</param>
    /// <param name="model">The network.</param>
    /// <param name="patches">
    /// The strongest units of natural images in the same layer of the same network: of <see cref="MaximallyActivatingPatches"/>, or of
    /// <see cref="MostActivatingImages"/> for classes.
    /// </param>
    /// <param name="channel">
    /// The channel, or the unit of a fully connected layer, for which the images were made; one of the table's.
    /// </param>
    /// <param name="cancellationToken">Stops the runs; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// The table was made with another network or preprocessing, or the network's input has other channels than an image.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has not searched that channel.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SynthesisPatchReport Beside(
        this SynthesizedImages images, Model model, PatchTable patches, int channel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(patches);
        _ = patches.Of(channel);
        if (model.FingerprintOf(patches.Layer, cancellationToken) != patches.Settings.Network)
        {
            throw new ArgumentException(
                $"The table was made with another network: as far as layer '{Printable.Escape(patches.Layer)}' operators, their order, "
                + "weights or preprocessing differ.",
                nameof(patches));
        }

        float[] activations = new float[images.Count];
        RgbImage[] figures = [.. Enumerable.Range(0, images.Count).Select(images.ToImage)];
        for (int index = 0; index < figures.Length; index++)
        {
            Tensor input = model.Prepare(figures[index]);
            activations[index] = Strongest(model.Run(input, [patches.Layer], cancellationToken: cancellationToken)[patches.Layer], channel);
        }

        return new SynthesisPatchReport(figures, activations, patches, channel);
    }

    /// <summary>The strongest unit of a channel: feature maps have one for each position. NaN if none is finite.</summary>
    private static float Strongest(Tensor layer, int channel)
    {
        int channels = layer.Shape[1], positions = layer.Count / channels;
        float strongest = float.NaN;
        foreach (float value in layer.AsSpan().Slice(channel * positions, positions))
            strongest = float.IsFinite(value) && !(value <= strongest) ? value : strongest;
        return strongest;
    }
}
