using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The free choices of each attribution method, as sets over which <see cref="Stability"/> repeats it.</summary>
/// <remarks>
/// A set varies what the method's paper leaves open or fixes without a reason: baselines, sizes of windows, seeds, levels of noise. Methods
/// without such choices are repeated on the image moved by one pixel, which a person would not notice.
/// </remarks>
public static class StabilityChoices
{
    private static readonly ImmutableArray<(int Rows, int Columns)> OnePixel = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)];

    private static readonly ImmutableArray<Fill> Fills = [Fill.Black, Fill.White, Fill.Gray, Fill.MeanColor, Fill.Blur()];

    /// <summary>Any method, on the image as it is and moved by one pixel in each direction: five maps.</summary>
    /// <param name="name">The method's name, for captions.</param>
    /// <param name="compute">The method.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ImmutableArray<StabilityChoice> Shifts(string name, AttributionFunction compute) =>
        [.. OnePixel.Select(shift => shift == (0, 0)
            ? new StabilityChoice(name, compute)
            : new StabilityChoice(name, compute).Shifted(shift.Rows, shift.Columns))];

    /// <summary>Any method that takes a seed.</summary>
    /// <param name="name">The method's name, for captions.</param>
    /// <param name="compute">The method with a seed.</param>
    /// <param name="count">The number of seeds, from 1 on; at least 2. Default 5.</param>
    /// <exception cref="ArgumentException">The name is empty, or there are fewer than two seeds.</exception>
    public static ImmutableArray<StabilityChoice> Seeds(string name, Func<ulong, AttributionFunction> compute, int count = 5)
    {
        ArgumentNullException.ThrowIfNull(compute);
        Check.AtLeast(count, 2, nameof(count));
        return [.. Enumerable.Range(1, count).Select(seed => new StabilityChoice($"{name}, seed {seed}", compute((ulong)seed)))];
    }

    /// <summary>Any method that takes a baseline: black, white, gray, the image's mean colour, the image blurred.</summary>
    /// <param name="name">The method's name, for captions.</param>
    /// <param name="compute">The method with a baseline.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ImmutableArray<StabilityChoice> Baselines(string name, Func<Fill, AttributionFunction> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return [.. Fills.Select(fill => new StabilityChoice($"{name}, {fill.Description}", compute(fill)))];
    }

    /// <summary>
    /// Occlusion by five fills with one window, and by windows three quarters and five quarters as large with the options' fill: seven
    /// maps.
    /// </summary>
    /// <param name="options">Null for the default ones. Refinement, region and memory are kept; several windows count as the first.</param>
    public static ImmutableArray<StabilityChoice> Occlusion(OcclusionOptions? options = null)
    {
        options ??= OcclusionOptions.Default;
        return
        [
            .. Baselines("occlusion", fill => Of(options with { Fill = fill }, 1)),
            new StabilityChoice("occlusion, window 3/4 as large", Of(options, 0.75)),
            new StabilityChoice("occlusion, window 5/4 as large", Of(options, 1.25)),
        ];

        static AttributionFunction Of(OcclusionOptions options, double factor) => (model, input, target, stop) =>
        {
            (int height, int width) = options.Region is { } region ? (region.Height, region.Width) : (input.Shape[2], input.Shape[3]);
            OcclusionWindow window = options.Windows is [var first, ..] ? first : OcclusionWindow.DefaultFor(height, width);
            int rows = Scaled(window.Height, factor, height), columns = Scaled(window.Width, factor, width);
            OcclusionWindow scaled = new(
                rows, columns, Math.Min(window.StrideDown, rows), Math.Min(window.StrideRight, columns));
            return NetInsight.Occlusion.Compute(model, input, target, options with { Windows = [scaled] }, null, stop);
        };

        static int Scaled(int extent, double factor, int most) => Math.Clamp((int)Math.Round(extent * factor), 1, most);
    }

    /// <summary>The gradient of the image, moved by one pixel: five maps.</summary>
    /// <param name="options">Null for the default ones.</param>
    public static ImmutableArray<StabilityChoice> Saliency(SaliencyOptions? options = null) => Shifts(
        "saliency", (model, input, target, stop) => NetInsight.Saliency.Compute(model, input, target, options, null, stop));

    /// <summary>Guided backpropagation of the image, moved by one pixel: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> GuidedBackpropagation(GuidedBackpropagationOptions? options = null) => Shifts(
        "guided backpropagation",
        (model, input, target, stop) => NetInsight.GuidedBackpropagation.Compute(model, input, target, options, null, stop));

    /// <summary>Deconvolution of the image, moved by one pixel: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> Deconvolution(DeconvolutionOptions? options = null) => Shifts(
        "deconvolution", (model, input, target, stop) => NetInsight.Deconvolution.Compute(model, input, target, options, null, stop));

    /// <summary>SmoothGrad by three seeds, and by half and double the noise: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> SmoothGrad(SmoothGradOptions? options = null)
    {
        options ??= SmoothGradOptions.Default;
        return
        [
            .. Seeds("SmoothGrad", seed => Of(options with { Seed = seed }), 3),
            Noise(options.NoiseLevel / 2), Noise(options.NoiseLevel * 2),
        ];

        StabilityChoice Noise(double level) => new(
            string.Create(CultureInfo.InvariantCulture, $"SmoothGrad, noise {level:0.##%} of the range"),
            Of(options with { NoiseLevel = level }));

        static AttributionFunction Of(SmoothGradOptions options) => (model, input, target, stop) =>
            NetInsight.SmoothGrad.Compute(model, input, target, options, null, stop);
    }

    /// <summary>Integrated gradients from five baselines: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> IntegratedGradients(IntegratedGradientsOptions? options = null) => Baselines(
        "integrated gradients",
        fill => (model, input, target, stop) => NetInsight.IntegratedGradients.Compute(
            model, input, target, (options ?? IntegratedGradientsOptions.Default) with { Baselines = [fill] }, null, stop));

    /// <summary>Expected gradients by five seeds: five maps.</summary>
    /// <param name="background">Inputs with which the image is compared, images x channels x height x width.</param>
    /// <param name="options">Null for the default ones.</param>
    public static ImmutableArray<StabilityChoice> ExpectedGradients(Tensor background, ExpectedGradientsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(background);
        return Seeds(
            "expected gradients",
            seed => (model, input, target, stop) => NetInsight.ExpectedGradients.Compute(
                model, input, background, target, (options ?? ExpectedGradientsOptions.Default) with { Seed = seed }, null, stop));
    }

    /// <summary>DeepLIFT against five baselines: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> DeepLift(DeepLiftOptions? options = null) => Baselines(
        "DeepLIFT",
        fill => (model, input, target, stop) => NetInsight.DeepLift.Compute(
            model, input, target, (options ?? DeepLiftOptions.Default) with { Baseline = fill }, null, stop));

    /// <summary>Layer-wise relevance of the image, moved by one pixel: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> LayerwiseRelevance(LayerwiseRelevanceOptions? options = null) => Shifts(
        "LRP", (model, input, target, stop) => NetInsight.LayerwiseRelevance.Compute(model, input, target, options, null, stop));

    /// <summary>A class activation map (<see cref="NetInsight.GradCam"/>) of the image, moved by one pixel: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> GradCam(GradCamOptions? options = null) => Shifts(
        "class activation map", (model, input, target, stop) => NetInsight.GradCam.Compute(model, input, target, options, null, stop));

    /// <summary>Guided Grad-CAM of the image, moved by one pixel: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> GuidedGradCam(GuidedGradCamOptions? options = null) => Shifts(
        "guided Grad-CAM", (model, input, target, stop) => NetInsight.GuidedGradCam.Compute(model, input, target, options, null, stop));

    /// <summary>Score-CAM of the image, moved by one pixel: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> ScoreCam(ScoreCamOptions? options = null) => Shifts(
        "Score-CAM", (model, input, target, stop) => NetInsight.ScoreCam.Compute(model, input, target, options, null, stop));

    /// <summary>Ablation-CAM of the image, moved by one pixel: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> AblationCam(AblationCamOptions? options = null) => Shifts(
        "Ablation-CAM", (model, input, target, stop) => NetInsight.AblationCam.Compute(model, input, target, options, null, stop));

    /// <summary>RISE by three seeds with the options' fill, and with black and blurred fills: five maps.</summary>
    /// <inheritdoc cref="Saliency"/>
    public static ImmutableArray<StabilityChoice> Rise(RiseOptions? options = null)
    {
        options ??= RiseOptions.Default;
        return
        [
            .. Seeds("RISE", seed => Of(options with { Seed = seed }), 3),
            Filled(Fill.Black), Filled(Fill.Blur()),
        ];

        StabilityChoice Filled(Fill fill) => new($"RISE, {fill.Description}", Of(options with { Fill = fill }));

        static AttributionFunction Of(RiseOptions options) => (model, input, target, stop) =>
            NetInsight.Rise.Compute(model, input, target, options, null, stop);
    }
}
