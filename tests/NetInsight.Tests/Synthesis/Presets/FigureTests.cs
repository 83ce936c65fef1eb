using NetInsight.Tests.Models;

namespace NetInsight.Tests.Synthesis.Presets;

public sealed class FigureTests
{
    private static void Save(string name, RgbImage image, string caption, System.Diagnostics.Stopwatch clock)
    {
        image.Save($"/tmp/fig20/{name}.png");
        File.AppendAllText("/tmp/fig20/log.txt", $"{name}: {clock.Elapsed.TotalSeconds:F1} s {caption}\n");
        clock.Restart();
    }

    [Fact]
    public void FigureA()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using Model model = TrainedNetwork.All.ElementAt(1).Data.Load();
        RgbImage photo = TrainedNetwork.All.ElementAt(1).Data.Photo();
        foreach (FoolingMethod method in Enum.GetValues<FoolingMethod>())
        {
            FoolingImageReport report = FoolingImage.Compute(model, photo, new FoolingImageOptions { Method = method });
            Save($"fool-{method}", ImageGrid.Arrange([model.Fit(photo), report.ToImage(), report.Difference()], 3, 4), report.Caption + " rounded: " + report.AfterRounding, clock);
        }

        foreach (VisualizationStyle style in Enum.GetValues<VisualizationStyle>())
        {
            SynthesizedImages images = ClassVisualization.Compute(model, Target.Class(130), new ClassVisualizationOptions { Style = style, Steps = 80 });
            Save($"class-{style}", images.ToImage(), images.Caption + $" values {images.ValuesOf()[0]} {images.ValuesOf()[40]} final {images.FinalValues![0]}", clock);
        }

        SynthesizedImages feature = FeatureVisualization.Compute(model, "fire5/relu_squeeze1x1", 5, new FeatureVisualizationOptions { Steps = 80, Size = new ImageSize(128, 128) });
        Save("feature", feature.ToImage(), feature.Caption + $" final {feature.FinalValues![0]}", clock);
        SynthesizedImages dream = DeepDream.Compute(model, photo.ResizeShortSide(200), "fire6/concat");
        Save("dream", dream.ToImage(), dream.Caption, clock);
    }
}
