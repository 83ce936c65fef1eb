using NetInsight.Kernels.Embedding;

namespace NetInsight.Benchmarks;

/// <summary>A technique, or a control, of the table of faithfulness.</summary>
/// <param name="Name">The technique with what is not its default.</param>
/// <param name="Compute">Its map of an image, by image and index.</param>
internal sealed record ScoredMethod(string Name, Func<Model, RgbImage, int, AttributionMap> Compute)
{
    /// <summary>All techniques, by cost.</summary>
    public static IReadOnlyList<ScoredMethod> All { get; } =
    [
        new("saliency", (model, photo, _) => Saliency.Compute(model, photo)),
        new("input x gradient", (model, photo, _) => Saliency.Compute(model, photo, options: new SaliencyOptions { TimesInput = true })),
        new("SmoothGrad", (model, photo, _) => SmoothGrad.Compute(model, photo)),
        new("integrated gradients", (model, photo, _) => IntegratedGradients.Compute(model, photo)),
        new("integrated gradients (from the mean colour)", (model, photo, _) => IntegratedGradients.Compute(
            model, photo, options: new IntegratedGradientsOptions { Baselines = [Fill.MeanColor] })),
        new("guided backpropagation", (model, photo, _) => GuidedBackpropagation.Compute(model, photo)),
        new("deconvolution", (model, photo, _) => Deconvolution.Compute(model, photo)),
        new("LRP", (model, photo, _) => LayerwiseRelevance.Compute(model, photo)),
        new("DeepLIFT", (model, photo, _) => DeepLift.Compute(model, photo)),
        new("DeepLIFT (from the mean colour)", (model, photo, _) => DeepLift.Compute(
            model, photo, options: new DeepLiftOptions { Baseline = Fill.MeanColor })),
        new("Grad-CAM", (model, photo, _) => GradCam.Compute(model, photo)),
        new("Grad-CAM++", (model, photo, _) => Cam(model, photo, CamWeighting.GradCamPlusPlus)),
        new("LayerCAM", (model, photo, _) => Cam(model, photo, CamWeighting.LayerCam)),
        new("HiResCAM", (model, photo, _) => Cam(model, photo, CamWeighting.HiRes)),
        new("guided Grad-CAM", (model, photo, _) => GuidedGradCam.Compute(model, photo)),
        new("Ablation-CAM", (model, photo, _) => AblationCam.Compute(model, photo)),
        new(
            "Score-CAM (masking the layer)",
            (model, photo, _) => ScoreCam.Compute(model, photo, options: new ScoreCamOptions { Masking = ScoreCamMasking.Layer })),
        new("occlusion (window 32, stride 16)", (model, photo, _) => Occlusion.Compute(
            model, photo, options: new OcclusionOptions { Windows = [new OcclusionWindow(32, 16)] })),
        new("RISE (400 masks, logit, sum of masks)", (model, photo, _) => Rise.Compute(
            model, photo, Target.Top, new RiseOptions { Masks = 400, Normalization = RiseNormalization.SumOfMasks })),
    ];

    /// <summary>Uniform noise: what a map is worth that knows nothing.</summary>
    public static Heatmap RandomMap(int height, int width, int index)
    {
        Pcg32 random = new(1, (ulong)index);
        float[] values = new float[height * width];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextUnit();
        return new Heatmap(height, width, values, "uniform noise");
    }

    /// <summary>
    /// A Gaussian blob in the middle, sigma a quarter of each side: what a map is worth that knows where photographers point.
    /// </summary>
    public static Heatmap CenterBlob(int height, int width)
    {
        float[] values = new float[height * width];
        for (int i = 0; i < values.Length; i++)
        {
            double down = (i / width + 0.5) / height - 0.5, right = (i % width + 0.5) / width - 0.5;
            values[i] = (float)Math.Exp(-8 * (down * down + right * right));
        }

        return new Heatmap(height, width, values, "Gaussian blob in the middle");
    }

    private static ClassActivationMap Cam(Model model, RgbImage photo, CamWeighting weighting) =>
        GradCam.Compute(model, photo, options: new GradCamOptions { Weighting = weighting });
}
