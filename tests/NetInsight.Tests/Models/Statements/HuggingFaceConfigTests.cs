namespace NetInsight.Tests.Models.Statements;

/// <summary>Files of transformers, in the forms of its processors, old and new.</summary>
public sealed class HuggingFaceConfigTests
{
    private static readonly Preprocessing Half =
        new() { KeepsAspectRatio = false, Scale = 1 / 255.0, Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] };

    private static Preprocessing Read(string json, out PreprocessingSource source)
    {
        using ModelFolder folder = new();
        using Model model = folder.With("preprocessor_config.json", json).Load();
        source = model.PreprocessingSource;
        Assert.Equal(PreprocessingSourceKind.NeighborFile, source.Kind);
        Assert.Contains("preprocessor_config.json", source.Reason);
        Assert.Equal("", source.Note);
        return model.Preprocessing;
    }

    [Fact]
    public void Vision_transformer_of_today() => Assert.Equal(Half, Read(
        """
        {"do_normalize": true, "do_rescale": true, "do_resize": true, "image_mean": [0.5, 0.5, 0.5], "image_processor_type":
        "ViTImageProcessor", "image_std": [0.5, 0.5, 0.5], "resample": 2, "rescale_factor": 0.00392156862745098,
        "size": {"height": 64, "width": 64}}
        """,
        out _));

    [Fact]
    public void Vision_transformer_of_former_times() => Assert.Equal(Half with { Interpolation = Interpolation.Bicubic }, Read(
        """
        {"do_normalize": true, "do_resize": true, "feature_extractor_type": "ViTFeatureExtractor", "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5], "resample": 3, "size": 64}
        """,
        out _));

    [Fact]
    public void Stretched_and_cropped() => Assert.Equal(
        Half with { CropFraction = 0.875, Interpolation = Interpolation.Lanczos },
        Read(
            """
            {"do_center_crop": true, "crop_size": 224, "size": 256, "feature_extractor_type": "DeiTFeatureExtractor", "resample": 1,
            "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
            """,
            out _));

    [Theory]
    [InlineData("""{"image_processor_type": "CLIPImageProcessor", "size": 72, "do_center_crop": true, "crop_size": 64}""", 64 / 72.0)]
    [InlineData("""{"size": {"shortest_edge": 256}, "do_center_crop": true, "crop_size": {"height": 224, "width": 224}}""", 0.875)]
    [InlineData("""{"size": {"shortest_edge": 256}, "crop_size": {"height": 224, "width": 224}}""", 0.875)]
    [InlineData("""{"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 224}, "crop_pct": 0.8}""", 0.8)]
    [InlineData("""{"feature_extractor_type": "ConvNextFeatureExtractor", "size": 224}""", 0.875)]
    [InlineData("""{"image_processor_type": "PoolFormerImageProcessor", "size": {"shortest_edge": 224}, "crop_pct": 0.9}""", 0.9)]
    [InlineData("""{"image_processor_type": "LevitImageProcessor", "size": {"shortest_edge": 224}, "do_center_crop": true}""", 0.875)]
    [InlineData("""{"size": {"shortest_edge": 224}, "do_center_crop": true, "crop_size": 224}""", null)]
    public void Short_side_and_crop(string json, double? share)
    {
        Preprocessing read = Read(json, out _);
        Assert.True(read.KeepsAspectRatio);
        Assert.Equal(share, read.CropFraction);
    }

    [Fact]
    public void Large_ConvNeXt_stretches()
    {
        Preprocessing read = Read("""{"image_processor_type": "ConvNextImageProcessorFast", "size": {"shortest_edge": 384}}""", out _);
        Assert.Equal((false, null), (read.KeepsAspectRatio, read.CropFraction));
    }

    [Fact]
    public void Values_without_normalisation_channels_flipped()
    {
        Preprocessing read = Read(
            """
            {"do_center_crop": true, "do_flip_channel_order": true, "do_rescale": true, "size": {"shortest_edge": 288},
            "crop_size": {"height": 256, "width": 256}, "image_processor_type": "MobileViTImageProcessor"}
            """,
            out _);
        Assert.Equal(new Preprocessing { CropFraction = 256 / 288.0, Scale = 1 / 255.0, Channels = ChannelOrder.Bgr }, read);
        Assert.Equal(1, Read("""{"do_rescale": false, "do_normalize": false, "size": 64}""", out _).Scale);
    }

    /// <summary>EfficientNet: x * factor - 1, and with include_top std a second time.</summary>
    [Fact]
    public void Offset_and_second_division()
    {
        Preprocessing read = Read(
            """
            {"image_processor_type": "EfficientNetImageProcessor", "size": {"height": 64, "width": 64},
            "rescale_factor": 0.00784313725490196, "rescale_offset": true, "do_normalize": true, "image_mean": [0.1, 0.2, 0.3],
            "image_std": [0.5, 0.4, 0.2], "include_top": true}
            """,
            out _);
        Tensor pixel = read.ToTensor([RgbImage.Solid(1, 1, new RgbColor(255, 0, 128))]);
        double[] expected = [(1 - 0.1) / 0.25, (-1 - 0.2) / 0.16, (128 / 127.5 - 1 - 0.3) / 0.04];
        Near.Absolute([.. expected.Select(value => (float)value)], pixel.AsSpan(), 1e-5);
    }

    [Theory]
    [InlineData("""{"size": {"longest_edge": 800}, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}""", "none that is supported")]
    [InlineData("""{"size": {"shortest_edge": 800}}""", "without a crop")]
    [InlineData("""{"size": 64, "resample": 4}""", "Box and Hamming")]
    [InlineData("""{"do_resize": false, "size": 64}""", "without resizing")]
    public void What_is_not_supported_is_said(string json, string remark)
    {
        Read(json, out PreprocessingSource source);
        Assert.Contains(remark, source.Reason);
    }

    [Theory]
    [InlineData("""{"size": "large"}""", "size")]
    [InlineData("""{"image_mean": [0.5, 0.5]}""", "image_mean")]
    [InlineData("""{"image_mean": "half"}""", "image_mean")]
    [InlineData("""{"image_mean": [0.5, 0.5, 0.5]}""", "image_std")]
    [InlineData("""{"image_mean": [0, 0, 0], "image_std": [1, 0, 1]}""", "Std")]
    [InlineData("""{"size": {"height": -3, "width": 4}}""", "height")]
    [InlineData("""{"size": 64, "resample": 9}""", "resample")]
    [InlineData("""{"size": 64, "do_rescale": 1}""", "do_rescale")]
    [InlineData("""{"size": 64, "rescale_factor": 0}""", "Scale")]
    [InlineData("""{"size": 64""", "no JSON")]
    [InlineData("", "empty")]
    public void Faults_name_file_and_field(string json, string word)
    {
        using ModelFolder folder = new();
        folder.With("preprocessor_config.json", json);
        string message = Assert.Throws<ModelFormatException>(() => folder.Load()).Message;
        Assert.Contains("preprocessor_config.json", message);
        Assert.Contains(word, message);
        Assert.Contains("ReadNeighborFiles", message);
        using Model model = folder.Load(new ModelOptions { ReadNeighborFiles = false });
        Assert.True(model.PreprocessingSource.IsGuess);
    }
}
