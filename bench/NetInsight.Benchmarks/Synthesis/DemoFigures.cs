namespace NetInsight.Benchmarks;

/// <summary>The figures of docs/synthesis.md, from the gallery's demo network and its images.</summary>
internal static class DemoFigures
{
    private const string Folder = "samples/NetInsight.Gallery/Demo";

    /// <summary>Saves them; they hold where every target grew.</summary>
    public static bool Run(SynthesisInputs inputs)
    {
        using Model model = Model.Load(Path.Combine(Folder, "demo-model.onnx"), new ModelOptions { Parallelism = inputs.Threads });
        SynthesizedImages[] visualizations = [.. model.Labels!.Select(name => ClassVisualization.Compute(model, Target.Class(name)))];
        Save(visualizations.Select(images => images.ToImage()), 6, "synthesis-classes.jpg");
        (string Image, Target Target)[] accents =
            [("flower-1", Target.Class("star")), ("moon-1", Target.Class("flower")), ("house-1", Target.Channel("conv3", 5))];
        SynthesizedImages[] accentuated =
            [.. accents.Select(accent => ActivationMaximization.Compute(model, Image(accent.Image), accent.Target))];
        Save(accents.Zip(accentuated, (accent, result) => new[] { model.Fit(Image(accent.Image)), result.ToImage() }).SelectMany(x => x),
            6, "synthesis-accentuation.jpg");
        FeatureInversionReport inversion = FeatureInversion.Compute(
            model, Image("mushroom-1"), ["conv1", "conv2", "conv3", "conv5", "fc6"]);
        Save([inversion.ToImage(6)], 1, "synthesis-inversion.jpg");
        FoolingImageReport fooled = FoolingImage.Compute(model, Image("heart-1"));
        Save([model.Preprocessing.ToImage(fooled.Original), fooled.ToImage(), fooled.Difference()], 3, "synthesis-fooling.jpg");
        Console.WriteLine(inversion.Caption);
        Console.WriteLine(fooled.Caption);
        RgbImage large = Image("butterfly-1").Resize(240, 320);
        inputs.Save(DeepDream.Compute(model, large, "conv3").ToImage(), "synthesis-dream.jpg");
        return visualizations.Concat(accentuated).All(images => images.FinalValues![0] > images.ValuesOf()[0]);

        RgbImage Image(string name) => RgbImage.Load(Path.Combine(Folder, "images", $"{name}.jpg"));

        void Save(IEnumerable<RgbImage> images, int columns, string name) =>
            inputs.Save(ImageGrid.Arrange([.. images], columns, gap: 4).Enlarge(2), name);
    }
}
