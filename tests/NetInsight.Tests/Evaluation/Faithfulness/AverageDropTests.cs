using NetInsight.Tests.Attribution;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Evaluation.Faithfulness;

public sealed class AverageDropTests
{
    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Confidence_equals_PyTorch(TrainedNetwork network)
    {
        ReferenceFile maps = network.Open(), reference = ReferenceFile.Require($"gradients/insertion-deletion-{network.Reference}");
        using Model model = network.Load();
        Tensor cam = maps["grad_cam"], expected = reference["confidence"];
        Heatmap map = new(cam.Shape[2], cam.Shape[3], cam.AsSpan());

        AverageDropScore score = AverageDrop.Compute(model, maps["input"], map, Target.Class(reference.Metadata("target")));

        Assert.Equal(expected.AsSpan()[0], score.Images[0].Probability, Tolerances.Probability);
        Assert.Equal(expected.AsSpan()[1], score.Images[0].MaskedProbability, Tolerances.Probability);
        Assert.Equal(expected.AsSpan()[2], score.Drop, Tolerances.Probability);
        Assert.Equal(expected.AsSpan()[3], score.Increase);
    }

    [Fact]
    public void A_linear_network_keeps_what_the_mask_keeps()
    {
        // Logit 2 a - b at a = b = 1. The masks (1, 0) and (0.5, 1) leave 2 and 0.
        using Model model = SmallNetworks.Linear(2, -1);
        Tensor input = new(new Shape(1, 1, 1, 2), [1, 1]);
        MaskedConfidence rises = AverageDrop.Compute(model, input, new Heatmap(1, 2, [3, 1]), Target.Class(1)).Images[0];
        Assert.Equal(Sigmoid(1), rises.Probability, Tolerances.Transcendental);
        Assert.Equal(Sigmoid(2), rises.MaskedProbability, Tolerances.Transcendental);
        Assert.Equal((0, true), (rises.Drop, rises.IsIncrease));
        MaskedConfidence falls = AverageDrop.Compute(model, input, new Heatmap(1, 2, [1, 2]), Target.Class(1)).Images[0];
        Assert.Equal((Sigmoid(1) - Sigmoid(-1)) / Sigmoid(1), falls.Drop, Tolerances.Transcendental);
        MaskedConfidence constant = AverageDrop.Compute(model, input, new Heatmap(1, 2, [7, 7]), Target.Class(1)).Images[0];
        Assert.Equal(0.5, constant.MaskedProbability, Tolerances.Transcendental);

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }

    [Fact]
    public void Several_images_are_averaged_and_a_unit_has_no_probability()
    {
        using Model model = SmallNetworks.Color(12, 12);
        RgbImage[] images = [RgbImage.Solid(20, 20, RgbColor.White), RgbImage.Solid(12, 30, new RgbColor(200, 10, 90))];
        AttributionMap[] maps = [.. images.Select(image => Saliency.Compute(model, image))];
        AverageDropScore all = AverageDrop.Compute(model, images, maps);
        Assert.Equal(2, all.Images.Length);
        Assert.Equal((all.Images[0].Drop + all.Images[1].Drop) / 2, all.Drop, Tolerances.FewRoundings);
        Assert.Equal(AverageDrop.Compute(model, images[1], maps[1]).Images[0].MaskedProbability, all.Images[1].MaskedProbability);
        Assert.Contains("over 2 images", all.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AverageDrop.Compute(model, images, [maps[0]]));
        Assert.Throws<ArgumentException>(() => AverageDrop.Compute(model, images[0], maps[0], Target.Channel("relu1", 0)));
    }
}
