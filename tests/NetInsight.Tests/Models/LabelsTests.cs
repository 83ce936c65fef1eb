namespace NetInsight.Tests.Models;

public sealed class LabelsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "labels");
        File.WriteAllText(path, text);
        return path;
    }

    [Theory]
    [InlineData("cat\ndog\r\nbarn owl\n\n")]
    [InlineData("0 cat\n1 dog\n2 barn owl\n")]
    [InlineData("0: cat\n1:dog\n2:\tbarn owl")]
    [InlineData("""["cat", "dog", "barn owl"]""")]
    [InlineData("""{"2": "barn owl", "0": "cat", "1": "dog"}""")]
    [InlineData("""{"0": ["n1", "cat"], "1": ["n2", "dog"], "2": ["n3", "barn owl"]}""")]
    [InlineData("""{"architectures": [], "id2label": {"0": "cat", "1": "dog", "2": "barn owl"}, "label2id": {}}""")]
    [InlineData("""{"cat": 0, "dog": 1, "barn owl": 2}""")]
    public void Names_in_the_forms_in_which_they_circulate(string text) =>
        Assert.Equal(["cat", "dog", "barn owl"], Labels.Load(Write(text)));

    [Fact]
    public void Escapes_of_JSON_and_Python()
    {
        string[] expected = ["caf\u00e9", "a\"b", "c\\d", "\ud83d\ude00"];
        Assert.Equal(expected, Labels.Load(Write("""{"id2label": {"0": "caf\u00e9", "1": "a\"b", "2": "c\\d", "3": "\ud83d\ude00"}}""")));
        Assert.Equal(expected, Labels.Load(Write("""["caf\u00e9", "a\"b", "c\\d", "\ud83d\ude00"]""")));
        Assert.Equal(["caf\u00e9", "it's"], NetInsight.Formats.LabelText.Parse("""{0: 'caf\xe9', 1: 'it\'s'}""")!);
    }

    [Fact]
    public void Digits_that_do_not_count_lines_belong_to_the_names()
    {
        Assert.Equal(["0 cat", "2 dogs"], Labels.Load(Write("0 cat\n2 dogs")));
        Assert.Equal(["0", "1", "2"], Labels.Load(Write("0\n1\n2")));
        Assert.Equal(["0 cat"], Labels.Load(Write("0 cat")));
        Assert.Equal(["0 cat", "1"], Labels.Load(Write("0 cat\n1 ")));
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?>\n<annotation/>", "XML")]
    [InlineData("{\"hidden_size\": 768}", "holds no labels")]
    [InlineData("{\"0\": \"cat\", \"2\": \"dog\"}", "holds no labels")]
    [InlineData("{\"0\": \"cat\"", "holds no labels")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1", "git lfs pull")]
    [InlineData("a\0b", "no text file")]
    [InlineData("\n\n", "one name per line")]
    public void Other_files_are_refused(string text, string word) =>
        Assert.Contains(word, Assert.Throws<ModelFormatException>(() => Labels.Load(Write(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void They_print_themselves()
    {
        Assert.Equal("2 labels: a, b", new Labels(["a", "b"]).ToString());
        Assert.Equal("4 labels: a, b, c, ...", new Labels(["a", "b", "c", "d"]).ToString());
        Assert.Equal("1 label: a", new Labels(["a"]).ToString());
        Assert.Equal(
            "ImageNet: short side 256 (bilinear), centre crop, RGB, x / 255, mean (0.485, 0.456, 0.406), std (0.229, 0.224, 0.225)",
            Preprocessing.ImageNet.ToString());
        Assert.Equal(
            "Caffe: short side 256 (bilinear), centre crop, BGR, 0 to 255, mean (104, 117, 123), std 1", Preprocessing.Caffe.ToString());
        Preprocessing own = new() { Channels = ChannelOrder.Gray, Scale = 0.5, Interpolation = Interpolation.Nearest };
        Assert.Equal("short side as the input's (nearest), centre crop, GRAY, x * 0.5, mean 0, std 1", own.ToString());
        Assert.StartsWith("short side the input's / 0.9 (bilinear), centre crop, RGB", new Preprocessing { CropFraction = 0.9 }.ToString());
        Assert.StartsWith("stretched to the input's size (bilinear), RGB", new Preprocessing { KeepsAspectRatio = false }.ToString());
    }
}
