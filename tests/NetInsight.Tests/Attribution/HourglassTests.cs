namespace NetInsight.Tests.Attribution;

/// <summary>
/// GoogLeNet is so sure of this hourglass (1 - p = 5e-11) that a float's rounding is larger than any change of its probability: each method
/// shows a map far above the network's rounding, or says that there is none.
/// </summary>
public class HourglassTests
{
    private static readonly OcclusionOptions Window = new() { Window = new OcclusionWindow(64, 64) };

    private static readonly SmoothGradOptions Noise = new() { Samples = 2, NoiseLevel = 0.02 };

    private static readonly IntegratedGradientsOptions Steps = new() { Steps = 4 };

    private static readonly RiseOptions Masks = new() { Masks = 16 };

    [Fact]
    public void No_method_paints_noise()
    {
        using Model model = Model.Load(
            SharedFiles.Require("data/models/googlenet.onnx"), new ModelOptions { Preprocessing = Preprocessing.Caffe });
        Tensor photo = model.Prepare(RgbImage.Load(SharedFiles.Require("data/images/n03544143_hourglass.JPEG")));
        Target logit = Target.Class(604), probability = Target.Class(604, ClassScore.Probability);

        // The logit changes: maps are 40 to 100 000 times their rounding; without a fused multiply-add, where the disturbed run of the
        // deconvolution meets other near ties, that one is 20 times.
        double least = Near.HasFusedMultiplyAdd ? 30 : 10;
        AttributionMap[] shown =
        [
            Saliency.Compute(model, photo, logit), GuidedBackpropagation.Compute(model, photo, logit),
            Deconvolution.Compute(model, photo, logit), SmoothGrad.Compute(model, photo, logit, Noise),
            IntegratedGradients.Compute(model, photo, logit, Steps), DeepLift.Compute(model, photo, logit),
            LayerwiseRelevance.Compute(model, photo, logit), GradCam.Compute(model, photo, logit),
            GuidedGradCam.Compute(model, photo, logit), AblationCam.Compute(model, photo, logit),
        ];
        Assert.All(shown, map =>
        {
            Assert.True(Largest(map) > least * map.Heatmap.RoundingFloor, map.Caption);
            Assert.Matches(@" Largest magnitude: \S+; up to \S+ is rounding\.", map.Caption);
        });

        // The probability does not.
        AttributionMap[] empty =
        [
            Saliency.Compute(model, photo, probability), GuidedBackpropagation.Compute(model, photo, probability),
            Deconvolution.Compute(model, photo, probability), SmoothGrad.Compute(model, photo, probability, Noise),
            GuidedGradCam.Compute(model, photo, probability), AblationCam.Compute(model, photo, probability),
            GradCam.Compute(model, photo, probability, new GradCamOptions { OnlyPositive = false }),
            Rise.Compute(model, photo, probability, Masks),
        ];
        Assert.All(empty, map =>
        {
            Assert.True(map.IsWithinRounding || Largest(map) == 0, map.Caption);
            Assert.Contains(" Drawn empty: ", map.Caption, StringComparison.Ordinal);
            RgbImage image = map.ToImage();
            Assert.Single(Enumerable.Range(0, image.Height * image.Width).Select(i => image[i / image.Width, i % image.Width]).Distinct());
        });
        Assert.Matches(
            @"the largest magnitude, \S+, is within the network's rounding errors of up to \S+, and no evidence", empty[0].Caption);
        Assert.Contains("is within sampling errors of up to", empty[^1].Caption, StringComparison.Ordinal);

        // What 64 x 64 windows occlude changes it.
        OcclusionMap occlusion = Occlusion.Compute(model, photo, probability, Window);
        Assert.True(Largest(occlusion) > 100 * occlusion.RoundingFloor(), occlusion.Caption);
    }

    private static double Largest(AttributionMap map)
    {
        ColorScale range = ColorScale.Of(map.Heatmap.Values);
        return Math.Max(range.Maximum - map.Heatmap.Neutral, map.Heatmap.Neutral - range.Minimum);
    }
}
