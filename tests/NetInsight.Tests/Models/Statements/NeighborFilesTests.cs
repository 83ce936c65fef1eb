using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Models.Statements;

/// <summary>Files beside a network: which are read, and which come first.</summary>
public sealed class NeighborFilesTests
{
    private const string TimmJson = """
        {"architecture": "resnet50", "num_classes": 4, "pretrained_cfg": {"tag": "a1", "input_size": [3, 96, 80],
        "interpolation": "bicubic", "crop_pct": 0.95, "crop_mode": "center", "mean": [0.1, 0.2, 0.3], "std": [0.4, 0.5, 0.6]}}
        """;

    private static readonly Preprocessing TimmPreprocessing = new()
    {
        CropFraction = 0.95,
        Interpolation = Interpolation.Bicubic,
        Scale = 1 / 255.0,
        Mean = [0.1f, 0.2f, 0.3f],
        Std = [0.4f, 0.5f, 0.6f],
    };

    [Fact]
    public void Timm()
    {
        using ModelFolder folder = new();
        using Model model = folder.With("config.json", TimmJson).Load();
        Assert.Equal(TimmPreprocessing, model.Preprocessing);
        Assert.Equal("config.json beside the file.", model.PreprocessingSource.Reason);
        Assert.Contains("config.json", model.Summary());
        using Model open = folder.Load(network: ModelFolder.Classifier(side: -1));
        Assert.Equal(new Shape(1, 3, 96, 80), open.InputShape);
    }

    [Theory]
    [InlineData("""{"mean": [0, 0, 0], "std": [1, 1, 1], "crop_pct": 1.0}""", null, true, "")]
    [InlineData("""{"mean": [0, 0, 0], "std": [1, 1, 1]}""", 0.875, true, "")]
    [InlineData("""{"pretrained_cfg": {"mean": [0, 0, 0], "std": [1, 1, 1], "crop_pct": 0.9, "crop_mode": "squash"}}""", 0.9, false, "")]
    [InlineData("""{"mean": [0, 0, 0], "std": [1, 1, 1], "crop_mode": "border", "interpolation": "random"}""", 0.875, true, "crop_mode")]
    public void Timm_in_other_forms(string json, double? share, bool keepsAspect, string remark)
    {
        using ModelFolder folder = new();
        using Model model = folder.With("config.json", json).Load();
        Assert.Equal((share, keepsAspect), (model.Preprocessing.CropFraction, model.Preprocessing.KeepsAspectRatio));
        Assert.Contains(remark, model.PreprocessingSource.Reason);
    }

    [Fact]
    public void Names_of_transformers_and_timm()
    {
        using ModelFolder folder = new();
        using Model first = folder.With("config.json", """{"id2label": {"0": "cat", "1": "dog", "2": "fox", "3": "owl"}}""").Load();
        Assert.Equal(["cat", "dog", "fox", "owl"], first.Labels!);
        Assert.True(first.PreprocessingSource.IsGuess);
        using Model counted = folder.With(
            "config.json", """{"id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2", "3": "LABEL_3"}}""").Load();
        Assert.Null(counted.Labels);
        using Model timm = folder.With(
            "config.json",
            """{"label_names": ["n1", "n2", "n3", "n4"], "label_descriptions": {"n1": "cat", "n2": "dog", "n4": "owl"}}""").Load();
        Assert.Equal(["cat", "dog", "n3", "owl"], timm.Labels!);
    }

    [Theory]
    [InlineData("labels.txt", "cat\ndog\nfox\nowl\n")]
    [InlineData("labels.txt", "0 cat\n1 dog\n2 fox\n3 owl")]
    [InlineData("labels.json", """{"0": ["n1", "cat"], "1": ["n2", "dog"], "2": ["n3", "fox"], "3": ["n4", "owl"]}""")]
    [InlineData("classes.txt", "\uFEFFcat\r\ndog\r\nfox\r\nowl")]
    public void Labels_beside_the_file(string name, string text)
    {
        using ModelFolder folder = new();
        using Model model = folder.With(name, text).Load();
        Assert.Equal(["cat", "dog", "fox", "owl"], model.Labels!);
        using Model own = folder.Load(new ModelOptions { Labels = new Labels(["a", "b", "c", "d"]) });
        Assert.Equal("a", own.LabelOf(0));
        using Model none = folder.Load(new ModelOptions { ReadNeighborFiles = false });
        Assert.Null(none.Labels);
    }

    [Fact]
    public void Labels_of_another_number_are_not_used_and_the_summary_says_so()
    {
        using ModelFolder folder = new();
        folder.With("labels.txt", "cat\ndog\nfox");
        using Model model = folder.Load();
        Assert.Null(model.Labels);
        Assert.Contains("labels.txt beside the file are not used. There are 3 labels, but the network has 4 classes.", model.Summary());
        Assert.Contains("new Labels([\"background\", .. labels])", model.Summary());
        using Model fewer = folder.With("labels.txt", "background\ncat\ndog\nfox\nowl").Load();
        Assert.Contains("labels.Skip(1)", fewer.Summary());
    }

    [Fact]
    public void Labels_in_the_file_come_first()
    {
        using ModelFolder folder = new();
        OnnxBuilder network = ModelFolder.Classifier();
        network.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "names", Value = "['a','b','c','d']" });
        using Model model = folder.With("labels.txt", "cat\ndog\nfox\nowl").Load(network: network);
        Assert.Equal(["a", "b", "c", "d"], model.Labels!);
    }

    [Fact]
    public void Custom_Vision()
    {
        using ModelFolder folder = new();
        using Model model = folder.With("labels.txt", "cat\ndog\nfox\nowl").With(
            "metadata_properties.json",
            """
            {"CustomVision.Preprocess.ResizeMethod": "Stretch", "CustomVision.Preprocess.NormalizeMean": "[0.1, 0.2, 0.3]",
            "CustomVision.Preprocess.NormalizeStd": "[1.0, 2.0, 4.0]", "CustomVision.Preprocess.TargetHeight": "72",
            "CustomVision.Preprocess.TargetWidth": "56", "Image.BitmapPixelFormat": "Bgr8", "Image.ColorSpaceGamma": "SRGB",
            "Image.NominalPixelRange": "Normalized_0_1"}
            """).Load(network: ModelFolder.Classifier(side: -1));
        Assert.Equal(
            new Preprocessing
            {
                KeepsAspectRatio = false,
                Channels = ChannelOrder.Bgr,
                Scale = 1 / 255.0,
                Mean = [0.1f, 0.2f, 0.3f],
                Std = [1, 2, 4],
            },
            model.Preprocessing);
        Assert.Equal(new Shape(1, 3, 72, 56), model.InputShape);
        Assert.Equal("owl", model.LabelOf(3));
    }

    [Fact]
    public void Lobe()
    {
        using ModelFolder folder = new();
        using Model model = folder.With(
            "signature.json",
            """
            {"doc_name": "birds", "format": "onnx", "inputs": {"Image": {"dtype": "float32", "shape": [null, 80, 48, 3],
            "name": "Image:0"}},
            "outputs": {"Confidences": {}}, "classes": {"Label": ["cat", "dog", "fox", "owl"]}}
            """).Load(network: ModelFolder.Classifier(side: -1));
        Assert.Equal(Preprocessing.UnitRange, model.Preprocessing);
        Assert.Equal(["cat", "dog", "fox", "owl"], model.Labels!);
        Assert.Equal(new Shape(1, 3, 80, 48), model.InputShape);
    }

    [Fact]
    public void Teachable_Machine()
    {
        using ModelFolder folder = new();
        using Model model = folder.With(
            "metadata.json", """{"tfjsVersion": "1.3.1", "tmVersion": "2.4.5", "imageSize": 64, "labels": ["cat", "dog", "fox", "owl"]}""")
            .Load();
        Assert.Equal(new Preprocessing { Scale = 1 / 127.5, Mean = [1] }, model.Preprocessing);
        Assert.Equal("fox", model.LabelOf(2));
        using Model other = folder.With("metadata.json", """{"imageSize": 64, "labels": ["cat"]}""").Load();
        Assert.Null(other.Labels);
        Assert.True(other.PreprocessingSource.IsGuess);
    }

    [Fact]
    public void A_folder_called_onnx_belongs_to_its_parent()
    {
        using ModelFolder folder = new("onnx"), other = new("models");
        using Model model = folder.With("../config.json", TimmJson).Load(), foreign = other.With("../config.json", TimmJson).Load();
        Assert.Equal(TimmPreprocessing, model.Preprocessing);
        Assert.True(foreign.PreprocessingSource.IsGuess);
    }

    [Fact]
    public void Options_come_first_and_foreign_JSON_is_no_statement()
    {
        using ModelFolder folder = new();
        folder.With("config.json", TimmJson);
        using Model model = folder.Load(new ModelOptions { Preprocessing = Preprocessing.Caffe });
        Assert.Equal((Preprocessing.Caffe, PreprocessingSourceKind.Options), (model.Preprocessing, model.PreprocessingSource.Kind));
        folder.With("config.json", "// settings of an editor\n{\"tabs\": 4,}").With("signature.json", "[1]");
        using Model guess = folder.Load();
        Assert.Equal((Preprocessing.ImageNet, PreprocessingSourceKind.Guess), (guess.Preprocessing, guess.PreprocessingSource.Kind));
    }

    [Fact]
    public void A_stream_has_no_neighbours()
    {
        using ModelFolder folder = new();
        folder.With("config.json", TimmJson).Load().Dispose();
        using FileStream stream = File.OpenRead(folder.Model);
        using Model model = Model.Load(stream);
        Assert.True(model.PreprocessingSource.IsGuess);
    }

    [Theory]
    [InlineData("labels.txt", "<?xml version=\"1.0\"?><a/>")]
    [InlineData("labels.json", "{\"a\": {}}")]
    [InlineData("labels.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 9\n\n")]
    [InlineData("config.json", "{\"id2label\": {\"0\": \"cat\", \"7\": \"dog\"}}")]
    [InlineData("config.json", "{\"pretrained_cfg\": {\"mean\": [0, 0, 0], \"std\": [1, 1, 1], \"crop_pct\": 3}}")]
    [InlineData("signature.json", "{\"classes\": {\"Label\": [1, 2]}}")]
    [InlineData("metadata_properties.json", "{\"Image.BitmapPixelFormat\": \"Cmyk\"}")]
    public void Malformed_files_are_named(string name, string text)
    {
        using ModelFolder folder = new();
        folder.With(name, text);
        Assert.Contains(name, Assert.Throws<ModelFormatException>(() => folder.Load()).Message);
    }

    [Fact]
    public void Depth_and_size_are_limited()
    {
        using ModelFolder folder = new();
        folder.With("config.json", $"{{\"a\": {new string('[', 100_000)}{new string(']', 100_000)}}}");
        Assert.Contains("no JSON", Assert.Throws<ModelFormatException>(() => folder.Load()).Message);
        folder.With("config.json", "{}");
        using (FileStream large = File.Create(Path.Combine(folder.Folder, "labels.txt")))
            large.SetLength(1L << 33);
        Assert.Contains("limit", Assert.Throws<ModelFormatException>(() => folder.Load()).Message);
    }

    [Fact]
    public void A_link_that_leads_elsewhere_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        using ModelFolder folder = new("net"), cache = new("models--a/snapshots/1234");
        File.WriteAllText(Path.Combine(folder.Folder, "../secret"), "a\nb\nc\nd");
        File.CreateSymbolicLink(Path.Combine(folder.Folder, "labels.txt"), "../secret");
        Assert.Contains("leads out of its folder", Assert.Throws<ModelFormatException>(() => folder.Load()).Message);

        Directory.CreateDirectory(Path.Combine(cache.Folder, "../../blobs"));
        File.WriteAllText(Path.Combine(cache.Folder, "../../blobs/abc"), "a\nb\nc\nd");
        File.CreateSymbolicLink(Path.Combine(cache.Folder, "labels.txt"), "../../blobs/abc");
        using Model model = cache.Load();
        Assert.Equal("c", model.LabelOf(2));
    }

    [Fact]
    public void Weights_of_an_architecture_have_neighbours_too()
    {
        using ModelFolder folder = new();
        string path = Path.Combine(folder.Folder, "model.safetensors");
        Dictionary<string, Tensor> tensors = [];
        Architectures.SqueezeNet11(Weights.Generate((name, shape) => tensors[name] = new Tensor(shape))).Dispose();
        Weights.Of(tensors).Save(path);
        using Model alone = Architectures.SqueezeNet11(Weights.Load(path));
        Assert.Equal(PreprocessingSourceKind.Architecture, alone.PreprocessingSource.Kind);
        Assert.Equal("", alone.PreprocessingSource.Note);
        folder.With("config.json", TimmJson);
        using Model model = Architectures.SqueezeNet11(Weights.Load(path));
        Assert.Equal((TimmPreprocessing, PreprocessingSourceKind.NeighborFile), (model.Preprocessing, model.PreprocessingSource.Kind));
        using Model memory = Architectures.SqueezeNet11(Weights.Of(tensors));
        Assert.Equal(Preprocessing.ImageNet, memory.Preprocessing);
    }
}
