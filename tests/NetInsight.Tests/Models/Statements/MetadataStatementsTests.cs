using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Models.Statements;

/// <summary>What the metadata of a file states about images.</summary>
public sealed class MetadataStatementsTests
{
    private static Model Load(OnnxBuilder network, params (string Key, string Value)[] metadata)
    {
        foreach ((string key, string value) in metadata)
            network.Proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return network.Load();
    }

    private static Model Load(params (string Key, string Value)[] metadata) => Load(ModelFolder.Classifier(), metadata);

    [Theory]
    [InlineData("Rgb8", "NominalRange_0_255", ChannelOrder.Rgb, 0, 255)]
    [InlineData("Bgr8", "Normalized_0_1", ChannelOrder.Bgr, 0, 1)]
    [InlineData("Bgra8", "Normalized_1_1", ChannelOrder.Bgr, -1, 1)]
    [InlineData("rgba8", "NominalRange_16_235", ChannelOrder.Rgb, 16, 235)]
    public void Windows_ML(string format, string range, ChannelOrder channels, double black, double white)
    {
        using Model model = Load(("Image.BitmapPixelFormat", format), ("Image.NominalPixelRange", range));
        Assert.Equal(channels, model.Preprocessing.Channels);
        Near.Absolute([(float)black], model.Preprocessing.ToInput(RgbColor.Black).AsSpan()[..1], 1e-5);
        Near.Absolute([(float)white], model.Preprocessing.ToInput(RgbColor.White).AsSpan()[..1], 1e-4);
        Assert.Equal(PreprocessingSourceKind.FileMetadata, model.PreprocessingSource.Kind);
        Assert.Contains(range, model.PreprocessingSource.Reason);
    }

    [Fact]
    public void Gray_and_what_is_not_stated()
    {
        using Model gray = Load(ModelFolder.Classifier(channels: 1), ("Image.BitmapPixelFormat", "Gray8"));
        Assert.Equal(new Preprocessing { Channels = ChannelOrder.Gray }, gray.Preprocessing);
        Assert.Contains("range is not stated", gray.PreprocessingSource.Reason);
        using Model range = Load(("Image.NominalPixelRange", "Normalized_0_1"), ("Image.ColorSpaceGamma", "Linear"));
        Assert.Equal(ChannelOrder.Bgr, range.Preprocessing.Channels);
        Assert.Contains("order of channels is not stated", range.PreprocessingSource.Reason);
        Assert.Contains("'Linear'", range.PreprocessingSource.Reason);
        using Model gamma = Load(("Image.ColorSpaceGamma", "SRGB"));
        Assert.True(gamma.PreprocessingSource.IsGuess);
    }

    [Theory]
    [InlineData("Image.BitmapPixelFormat", "Yuv")]
    [InlineData("Image.NominalPixelRange", "0..255")]
    [InlineData("netinsight.preprocessing", "{\"means\": 3}")]
    [InlineData("netinsight.preprocessing", "{\"crop\": [64]}")]
    [InlineData("netinsight.preprocessing", "{\"crop\": [64, 0]}")]
    [InlineData("netinsight.preprocessing", "{\"crop\": \"center\"}")]
    public void Unknown_values_are_refused(string key, string value) =>
        Assert.Contains(key, Assert.Throws<ModelFormatException>(() => Load((key, value))).Message);

    [Fact]
    public void A_crop_of_the_own_entry_may_be_the_size_of_the_input()
    {
        using Model model = Load(("netinsight.preprocessing", "{\"resize\": 72, \"crop\": [64, 64]}"));
        Assert.Equal(new Preprocessing { ShortSide = 72 }, model.Preprocessing);
    }

    [Fact]
    public void Own_entry_with_crop_and_stretch()
    {
        using Model model = Load(("netinsight.preprocessing", "{\"crop\": 0.9, \"stretch\": true}"), ("Image.BitmapPixelFormat", "Bgr8"));
        Assert.Equal(new Preprocessing { CropFraction = 0.9, KeepsAspectRatio = false }, model.Preprocessing);
    }

    [Theory]
    [InlineData("author", "Ultralytics", "imgsz", "[64, 64]", "")]
    [InlineData("task", "classify", "names", "{0: 'a', 1: 'b', 2: 'c', 3: 'd'}", "")]
    [InlineData("task", "detect", "names", "{0: 'a', 1: 'b', 2: 'c', 3: 'd'}", "pads images")]
    public void Ultralytics(string key, string value, string key2, string value2, string remark)
    {
        using Model model = Load((key, value), (key2, value2));
        Assert.Equal(Preprocessing.UnitRange, model.Preprocessing);
        Assert.Equal(PreprocessingSourceKind.FileMetadata, model.PreprocessingSource.Kind);
        Assert.Contains(remark, model.PreprocessingSource.Reason);
    }

    [Fact]
    public void Users_cases()
    {
        string folder = SharedFiles.Require("cases/users/head");
        using Model winml = Model.Load(Path.Combine(folder, "winml_bgr_0_255.onnx"));
        Assert.Equal(new Preprocessing { Channels = ChannelOrder.Bgr }, winml.Preprocessing);
        using Model ultralytics = Model.Load(Path.Combine(folder, "names_ultralytics.onnx"));
        Assert.Equal(Preprocessing.UnitRange, ultralytics.Preprocessing);
        Assert.Equal(["cat", "dog", "fox", "barn owl"], ultralytics.Labels!);
        using Model guess = Model.Load(Path.Combine(folder, "logits_4d.onnx"));
        Assert.Equal((Preprocessing.Cifar, "Preprocessing assumed: Cifar."), (guess.Preprocessing, guess.PreprocessingSource.Note));
    }

    [Fact]
    public void A_guess_is_marked_in_summary_and_captions()
    {
        using Model model = Load();
        Assert.Equal("Preprocessing assumed: ImageNet.", model.PreprocessingSource.Note);
        Assert.Contains("Preprocessing assumed: ImageNet.", model.Summary());
        RgbImage photo = RgbImage.Solid(80, 70, RgbColor.White);
        OcclusionOptions coarse = new() { Window = new OcclusionWindow(32, 32, 32, 32) };
        OcclusionMap map = Occlusion.Compute(model, photo, options: coarse);
        Assert.EndsWith("Preprocessing assumed: ImageNet.", map.Caption);
        Assert.EndsWith("Preprocessing assumed: ImageNet.", map.ProbabilityMap().Caption);
        Assert.EndsWith("Preprocessing assumed: ImageNet.", Activations.Compute(model, photo, ["c"])[0].Caption);
        Assert.DoesNotContain("assumed", Activations.Compute(model, model.Prepare(photo), ["c"])[0].Caption);
        using Model stated = Load(("netinsight.preprocessing", "ImageNet"));
        Assert.DoesNotContain("assumed", stated.Summary());
        Assert.DoesNotContain("assumed", Occlusion.Compute(stated, photo, options: coarse).Caption);
    }
}
