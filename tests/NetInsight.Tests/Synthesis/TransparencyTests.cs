using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Synthesis;

public sealed class TransparencyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_mask_sums_the_magnitude_of_the_gradient()
    {
        // The gradient of class 1 is (3, -4) at each step.
        using Model model = SmallNetworks.Linear(3, -4);
        SynthesizedImages images = ImageSynthesis.Compute(model, Target.Class(1), Plain(5), cancellationToken: Token);
        Heatmap mask = images.TransparencyOf();
        Assert.Equal((1, 2), (mask.Height, mask.Width));
        Assert.Equal(15, mask[0, 0], Tolerances.FewRoundings);
        Assert.Equal(20, mask[0, 1], Tolerances.FewRoundings);
        Assert.Contains("5 steps", mask.Caption, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.TransparencyOf(1));
    }

    [Fact]
    public void An_objective_without_a_gradient_is_named()
    {
        using Model model = Segmentation.DemoMasks.LoadModel();
        Tensor black = new(model.InputShape!.Value.With(0, 1));
        ImageSynthesisOptions options = Plain(2) with { Start = black };
        Layer relu = model.Layers.First(layer => layer.Operator == "Relu");
        Tensor response = model.Run(black, [relu.Name], cancellationToken: Token)[relu.Name];
        int positions = response.Count / response.Shape[1];
        int dead = Enumerable.Range(0, response.Shape[1]).First(
            channel => response.AsSpan().Slice(channel * positions, positions).ToArray().All(value => value == 0));
        SynthesizedImages images = ImageSynthesis.Compute(model, Target.Channel(relu.Name, dead), options, cancellationToken: Token);
        Assert.Contains("gradient was 0 at each step of 1 of 1 images", images.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void What_did_not_matter_fades_into_the_ground()
    {
        using Model model = Segmentation.DemoMasks.LoadModel();
        SynthesizedImages images = ImageSynthesis.Compute(model, Target.Class("star"), Plain(3), cancellationToken: Token);
        Heatmap mask = images.TransparencyOf();
        RgbImage image = images.ToImage(), faded = images.ToFadedImage(0, 0.5, RgbColor.Black);
        float[] sorted = [.. mask.Values.ToArray().Order()];
        float full = sorted[(int)Math.Round(0.5 * (sorted.Length - 1))];
        for (int row = 0; row < image.Height; row++)
        {
            for (int column = 0; column < image.Width; column++)
            {
                double opacity = Math.Min(mask[row, column] / full, 1);
                Assert.Equal(opacity * image[row, column].G, faded[row, column].G, 0.501);      // rounded to a level
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => images.ToFadedImage(quantile: 1.5));
    }

    [Fact]
    public void A_cancelled_call_has_the_mask_of_its_steps_and_a_dream_has_none()
    {
        using Model model = Segmentation.DemoMasks.LoadModel();
        using CancellationTokenSource source = new();
        SynthesizedImages images = ImageSynthesis.Compute(
            model, Target.Class("star"), Plain(100), new Cancel(source), source.Token);
        Assert.True(images.IsCancelled);
        Assert.Contains($"{images.Steps} steps", images.TransparencyOf().Caption, StringComparison.Ordinal);
        SynthesizedImages dream = DeepDream.Compute(
            model, Segmentation.DemoMasks.Image("star-1"), model.Layers.First(layer => layer.Operator == "Relu").Name,
            new DeepDreamOptions { Octaves = 1, StepsPerOctave = 1 }, cancellationToken: Token);
        Assert.Throws<InvalidOperationException>(() => dream.TransparencyOf());
    }

    private static ImageSynthesisOptions Plain(int steps) => new()
    {
        Parameterization = Parameterization.Pixels(),
        Transformations = [],
        Optimizer = Optimizer.GradientAscent(0.1),
        Steps = steps,
        StaysInPixelRange = false,
    };
}
