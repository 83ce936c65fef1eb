using System.Collections.Immutable;
using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight;

/// <summary>
/// What a layer still knows of an image: another image is searched that has the same features there (Mahendran and Vedaldi 2015,
/// arXiv:1412.0035). What the layer has discarded differs: from layer to layer less detail comes back.
/// </summary>
/// <remarks>
/// Minimised is abs(F(x) - F0)^2 / abs(F0)^2 + a R_alpha(x) + v R_beta(x), with the features F of the layer, F0 those of the image (section
/// 2 and 3 there); R_alpha is the mean over all elements of (abs(x) / B)^alpha, B the largest magnitude that the input of a pixel has, and
/// R_beta the sum of (dx^2 + dy^2)^(beta / 2) / V^beta divided by the number of elements, V 1/13 of the range of pixels.
/// </remarks>
/// <example>
/// <code>
/// FeatureInversionReport inversion = FeatureInversion.Compute(model, photo, ["conv2/norm2", "inception_3a/output"]);
/// inversion.ToImage().Save("inversion.png");            // the photograph, then what each layer knows of it
/// </code>
/// </example>
public static class FeatureInversion
{
    /// <summary>The share of the range of pixels by which natural neighbours differ: the unit of the total variation.</summary>
    private const double NeighborShare = 1.0 / 13;

    private const double RateShare = 0.02, StartShare = 0.1;

    /// <summary>Searches an image for a layer.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image whose features are inverted.</param>
    /// <param name="layer">The layer's name, as <see cref="Model.Layers"/> lists it.</param>
    /// <inheritdoc
    ///     cref="Compute(Model, RgbImage, IReadOnlyList{string}, FeatureInversionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="options">Weights, steps, optimiser, start, size, seed.</param>
    /// <param name="progress">Receives the number of steps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the image as it is then; the model stays usable.</param>
    public static FeatureInversionReport Compute(
        Model model,
        RgbImage image,
        string layer,
        FeatureInversionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return Compute(model, image, [layer], options, progress, cancellationToken);
    }

    /// <summary>Searches an image for each of several layers.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">The image whose features are inverted.</param>
    /// <param name="layers">The layers' names, as <see cref="Model.Layers"/> lists them.</param>
    /// <param name="options">Weights, steps, optimiser, start, size, seed.</param>
    /// <param name="progress">Receives the number of steps done, of all layers, and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms and returns the images as they are then; the model stays usable.</param>
    /// <returns>The images, how far their features are from the image's, and a figure of all.</returns>
    /// <exception cref="ArgumentException">
    /// There is no layer, or one does not exist, does not run at that size, has features that are all 0, or does not depend on the image;
    /// or the start does not fit.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// An operator has no gradient; the file leaves the input's size open and none is given; or a value is not finite.
    /// </exception>
    public static FeatureInversionReport Compute(
        Model model,
        RgbImage image,
        IReadOnlyList<string> layers,
        FeatureInversionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0 || layers.Any(string.IsNullOrEmpty))
            throw new ArgumentException("Give the name of at least one layer, and no empty one.", nameof(layers));
        options ??= FeatureInversionOptions.Default;
        Tensor input = options.Size is { } size ? model.Preprocessing.Apply(image, size.Height, size.Width) : model.Prepare(image);
        return new FeatureInversionReport(
            model.Preprocessing.ToImage(input), Compute(model, input, layers, options, progress, out bool isCancelled, cancellationToken))
        {
            IsCancelled = isCancelled,
        };
    }

    /// <summary>The images for an input of the network, 1 x channels x height x width.</summary>
    internal static ImmutableArray<LayerInversion> Compute(
        Model model,
        Tensor input,
        IReadOnlyList<string> layers,
        FeatureInversionOptions options,
        IProgress<Progress>? progress,
        out bool isCancelled,
        CancellationToken cancellation)
    {
        ImageSynthesisOptions recipe = RecipeOf(model, input.Shape, options);
        ProgressReport report = new(progress, layers.Count * options.Steps);
        ImmutableArray<LayerInversion>.Builder inversions = ImmutableArray.CreateBuilder<LayerInversion>(layers.Count);
        isCancelled = false;
        IReadOnlyDictionary<string, Tensor> features;
        try
        {
            features = InputSizes.Run(model, input, layers, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            isCancelled = true;
            return [];
        }

        foreach (string layer in layers)
        {
            Objective objective = -Objective.FeatureDistance(layer, features[layer], DistanceScale.Relative);
            SynthesizedImages images = ImageSynthesis.Compute(model, objective, recipe, new LayerProgress(report), cancellation);
            inversions.Add(new LayerInversion(layer, images));
            isCancelled = images.IsCancelled;
            if (isCancelled)
                break;
        }

        return inversions.ToImmutable();
    }

    private static ImageSynthesisOptions RecipeOf(Model model, Shape input, FeatureInversionOptions options)
    {
        PixelRange pixels = new(model.Preprocessing, input[1]);
        double range = pixels.Units.Average();
        double most = Enumerable.Range(0, pixels.Channels).Max(channel => Math.Max(Magnitude(channel, 0), Magnitude(channel, 1)));
        double alpha = options.AlphaWeight / (input.Count * Math.Pow(most, options.Alpha));
        double variation = options.VariationWeight / (input.Count * Math.Pow(NeighborShare * range, options.Beta));
        return new ImageSynthesisOptions
        {
            Steps = options.Steps,
            Size = new ImageSize(input[2], input[3]),
            Start = options.Start,
            Parameterization = Parameterization.Pixels(StartShare),
            Transformations = [],
            Regularizers =
            [
                .. alpha > 0 ? [Regularizer.AlphaNorm(alpha, options.Alpha)] : Array.Empty<Regularizer>(),
                .. variation > 0 ? [Regularizer.TotalVariation(variation, options.Beta)] : Array.Empty<Regularizer>(),
            ],
            Optimizer = options.Optimizer
                ?? Optimizer.Adam(RateShare * range).Dropping(0.1, Math.Max(options.Steps * 3 / 4, 1)),
            StaysInPixelRange = options.StaysInPixelRange,
            SnapshotEvery = options.SnapshotEvery,
            Seed = options.Seed,
        };

        double Magnitude(int channel, double level) => Math.Abs((double)pixels.At(channel, level));
    }

    /// <summary>Adds the steps of one synthesis to those of all.</summary>
    private sealed class LayerProgress(ProgressReport report) : IProgress<Progress>
    {
        private int _done;

        /// <inheritdoc/>
        public void Report(Progress value)
        {
            report.Add(value.Done - _done);
            _done = value.Done;
        }
    }
}
