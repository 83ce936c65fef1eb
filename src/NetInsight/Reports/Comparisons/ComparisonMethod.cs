using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>An attribution method with its options, as a <see cref="Comparison"/> runs it: one of the library's, or any other.</summary>
/// <remarks>
/// The same method is run on the network and, for the randomisation check, on the network with random weights; hence it is a function of
/// the model.
/// </remarks>
/// <example>
/// <code>
/// ComparisonOptions options = new()
/// {
///     Methods =
///     [
///         ComparisonMethod.Occlusion(new OcclusionOptions { Fill = Fill.MeanColor }),
///         ComparisonMethod.GradCam(new GradCamOptions { Layer = "layer3" }),
///         ComparisonMethod.Of("mine", "Bright: what my method marks.", (model, input, target, stop) => Mine(model, input)),
///     ],
/// };
/// </code>
/// </example>
public sealed class ComparisonMethod
{
    /// <summary>About how many forward runs a gradient, or the default windows of occlusion, take.</summary>
    private const double GradientRuns = 2.5, WindowRuns = 80;

    private readonly Computation _compute;

    private ComparisonMethod(string name, string reading, double runs, Computation compute) =>
        (Name, Reading, Runs, _compute) = (Printable.Escape(name), Printable.Escape(reading), runs, compute);

    /// <summary>Computes a map.</summary>
    private delegate (Heatmap Heatmap, AttributionMap? Map) Computation(
        Model model, Tensor input, Target target, IProgress<Progress>? progress, CancellationToken cancellation);

    /// <summary>
    /// The options of RISE where none are given: 600 masks instead of the published 4000, so that nine methods with their scores take less
    /// than a minute for ResNet-18 on two cores; divided by each pixel's own masks (<see cref="RiseNormalization.SumOfMasks"/>), because
    /// with so few masks the published normalisation draws mostly how often chance showed a pixel.
    /// </summary>
    public static RiseOptions FewMasks { get; } = new() { Masks = 600, Normalization = RiseNormalization.SumOfMasks };

    /// <summary>
    /// The options of integrated gradients where none are given: from the image's mean colour, as deletion replaces pixels, instead of from
    /// black. On 20 photographs and GoogLeNet deletion was 0.06 by these maps and 0.17 by those from black, insertion 0.40 and 0.26
    /// (docs/evaluation.md): black pixels of an object have no part in a map from black.
    /// </summary>
    public static IntegratedGradientsOptions FromMeanColor { get; } = new() { Baselines = [Fill.MeanColor] };

    /// <summary>
    /// The default set: occlusion, saliency, SmoothGrad, integrated gradients, guided Grad-CAM, Grad-CAM, LayerCAM, LRP and RISE, each with
    /// its default options, but integrated gradients with those of <see cref="FromMeanColor"/>, and RISE with <see cref="FewMasks"/>.
    /// </summary>
    public static ImmutableArray<ComparisonMethod> All { get; } =
    [
        Occlusion(), Saliency(), SmoothGrad(), IntegratedGradients(), GuidedGradCam(), GradCam(), LayerCam(), LayerwiseRelevance(), Rise(),
    ];

    /// <summary>The name, by which it stands on the page and in <see cref="ComparisonReport"/>.</summary>
    public string Name { get; }

    /// <summary>What its colours mean, as one plain sentence.</summary>
    public string Reading { get; }

    /// <summary><see cref="NetInsight.Occlusion"/>.</summary>
    /// <param name="options">Null for the default ones.</param>
    public static ComparisonMethod Occlusion(OcclusionOptions? options = null) => Map(
        "occlusion",
        "Red: the score falls when this region is covered; blue: it rises.",
        WindowRuns,
        (model, input, target, progress, stop) => NetInsight.Occlusion.Compute(model, input, target, options, progress, stop));

    /// <summary><see cref="NetInsight.Saliency"/>.</summary>
    /// <inheritdoc cref="Occlusion"/>
    public static ComparisonMethod Saliency(SaliencyOptions? options = null) => Map(
        "saliency",
        "Red: small changes of these pixels change the score most, in either direction.",
        GradientRuns,
        (model, input, target, progress, stop) => NetInsight.Saliency.Compute(model, input, target, options, progress, stop));

    /// <summary><see cref="NetInsight.SmoothGrad"/>.</summary>
    /// <inheritdoc cref="Occlusion"/>
    public static ComparisonMethod SmoothGrad(SmoothGradOptions? options = null) => Map(
        "SmoothGrad",
        "Red: as saliency, averaged over noisy copies of the image.",
        GradientRuns * (options ?? SmoothGradOptions.Default).Samples,
        (model, input, target, progress, stop) => NetInsight.SmoothGrad.Compute(model, input, target, options, progress, stop));

    /// <summary><see cref="NetInsight.IntegratedGradients"/>.</summary>
    /// <param name="options">Null for <see cref="FromMeanColor"/>.</param>
    public static ComparisonMethod IntegratedGradients(IntegratedGradientsOptions? options = null)
    {
        IntegratedGradientsOptions chosen = options ?? FromMeanColor;
        return Map(
            "integrated gradients",
            "Red: the pixel raises the score against the baseline image; blue: it lowers it.",
            GradientRuns * chosen.Steps * chosen.Baselines.Length,
            (model, input, target, progress, stop) => NetInsight.IntegratedGradients.Compute(model, input, target, chosen, progress, stop));
    }

    /// <summary><see cref="NetInsight.GuidedGradCam"/>.</summary>
    /// <inheritdoc cref="Occlusion"/>
    public static ComparisonMethod GuidedGradCam(GuidedGradCamOptions? options = null) => Map(
        "guided Grad-CAM",
        "Red: details on which the layers build, where Grad-CAM finds features of the class.",
        2 * GradientRuns,
        (model, input, target, progress, stop) => NetInsight.GuidedGradCam.Compute(model, input, target, options, progress, stop));

    /// <summary><see cref="NetInsight.GradCam"/>.</summary>
    /// <inheritdoc cref="Occlusion"/>
    public static ComparisonMethod GradCam(GradCamOptions? options = null) => Map(
        "Grad-CAM",
        "Red: positions of a late layer whose feature maps raise the score; coarse.",
        GradientRuns,
        (model, input, target, progress, stop) => NetInsight.GradCam.Compute(model, input, target, options, progress, stop));

    /// <summary><see cref="NetInsight.GradCam"/> with <see cref="CamWeighting.LayerCam"/>, whatever the options' weighting.</summary>
    /// <inheritdoc cref="Occlusion"/>
    public static ComparisonMethod LayerCam(GradCamOptions? options = null)
    {
        options = (options ?? GradCamOptions.Default) with { Weighting = CamWeighting.LayerCam };
        return Map(
            "LayerCAM",
            "Red: positions of a late layer whose own gradients and activations speak for the class.",
            GradientRuns,
            (model, input, target, progress, stop) => NetInsight.GradCam.Compute(model, input, target, options, progress, stop));
    }

    /// <summary><see cref="NetInsight.LayerwiseRelevance"/>.</summary>
    /// <inheritdoc cref="Occlusion"/>
    public static ComparisonMethod LayerwiseRelevance(LayerwiseRelevanceOptions? options = null) => Map(
        "LRP",
        "Red: the pixel's share of the score, propagated back through the layers; blue: its share against it.",
        4 * GradientRuns,
        (model, input, target, progress, stop) => NetInsight.LayerwiseRelevance.Compute(model, input, target, options, progress, stop));

    /// <summary><see cref="NetInsight.Rise"/>.</summary>
    /// <param name="options">Null for <see cref="FewMasks"/>.</param>
    public static ComparisonMethod Rise(RiseOptions? options = null) => Map(
        "RISE",
        "Red: the score is larger where random masks show the pixel; blue: smaller.",
        (options ?? FewMasks).Masks,
        (model, input, target, progress, stop) =>
            NetInsight.Rise.Compute(model, input, target, options ?? FewMasks, progress, stop));

    /// <summary>A method of one's own, or one of the library's with other options and another name.</summary>
    /// <param name="name">Its name; not empty.</param>
    /// <param name="reading">What its colours mean, as one sentence.</param>
    /// <param name="compute">
    /// Computes the map of a preprocessed image. For the randomisation check the model is another than the one compared. An
    /// <see cref="InvalidOperationException"/> or <see cref="ArgumentException"/> says that the method does not apply: its message is
    /// shown.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ComparisonMethod Of(string name, string reading, AttributionFunction compute)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(compute);
        return Map(
            name, reading, WindowRuns, (model, input, target, _, stop) => compute(model, input, target, stop) ?? throw NoMap(name));
    }

    /// <summary>A method of one's own that makes a plain heat map.</summary>
    /// <inheritdoc cref="Of(string, string, AttributionFunction)"/>
    /// <param name="name">Its name; not empty.</param>
    /// <param name="reading">What its colours mean, as one sentence.</param>
    /// <param name="compute">
    /// Computes the map of a preprocessed image, 1 x channels x height x width, for a model, which for the randomisation check is another
    /// than the one compared, and a target, which is never the top class but that class by its index. Larger values mean more evidence;
    /// none is <see cref="Heatmap.Neutral"/>, by default 0. A map of another size than the input's is resampled (bilinear).
    /// </param>
    public static ComparisonMethod Of(string name, string reading, Func<Model, Tensor, Target, CancellationToken, Heatmap> compute)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(compute);
        return new ComparisonMethod(
            name, reading, WindowRuns, (model, input, target, _, stop) => (compute(model, input, target, stop) ?? throw NoMap(name), null));
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>About how many forward runs it takes, for the time left.</summary>
    internal double Runs { get; }

    /// <summary>The map at the input's size.</summary>
    internal (Heatmap Heatmap, AttributionMap? Map) Compute(
        Model model, Tensor input, Target target, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        (Heatmap heatmap, AttributionMap? map) = _compute(model, input, target, progress, cancellation);
        bool fits = heatmap.Height == input.Shape[2] && heatmap.Width == input.Shape[3];
        return (fits ? heatmap : heatmap.Resample(input.Shape[2], input.Shape[3]), map);
    }

    private static ComparisonMethod Map(
        string name,
        string reading,
        double runs,
        Func<Model, Tensor, Target, IProgress<Progress>?, CancellationToken, AttributionMap> compute) =>
        new(name, reading, runs, (model, input, target, progress, stop) =>
        {
            AttributionMap map = compute(model, input, target, progress, stop);
            return (map.Heatmap, map);
        });

    private static InvalidOperationException NoMap(string name) => new($"The method '{Printable.Escape(name)}' returned no map.");
}
