using System.Diagnostics;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>External data (RELIABILITY.md B3, rows O11 and O12): read from regular files inside the model's folder only.</summary>
public sealed class OnnxExternalDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;
    private readonly string _outside;

    public OnnxExternalDataTests()
    {
        _outside = Path.Combine(Path.GetTempPath(), $"netinsight-secret-{Guid.NewGuid():N}");
        File.WriteAllBytes(_outside, new byte[64]);
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        byte[] data = new byte[4 * 8];
        Buffer.BlockCopy(new float[] { 0, 0, 10, 20, 30, 0, 0, 0 }, 0, data, 0, data.Length);
        File.WriteAllBytes(Path.Combine(_folder, "data", "weights.bin"), data);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete(_outside);
    }

    [Fact]
    public void Weights_are_read_from_offset_and_length()
    {
        using Model model = Model.Load(Write(("location", "data/weights.bin"), ("offset", "8"), ("length", "12")));
        Assert.Equal([11, 22, 33], model.Forward(new Tensor(new Shape(1, 3), [1, 2, 3])).AsSpan());
    }

    [Theory]
    [InlineData("../{0}")]
    [InlineData("data/../../{0}")]
    [InlineData("data/../weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\{0}")]
    [InlineData("data\\weights.bin")]
    [InlineData("C:\\x")]
    [InlineData("C:x")]
    [InlineData("\\\\srv\\x")]
    [InlineData("file:///x")]
    [InlineData("a\0b")]
    [InlineData("CON")]
    [InlineData("data/nul.bin")]
    [InlineData("")]
    [InlineData("./data/weights.bin")]
    [InlineData("data//weights.bin")]
    public void O11_locations_that_are_no_simple_path_inside_the_folder_are_refused(string location) =>
        Refused("a simple relative path", ("location", string.Format(location, Path.GetFileName(_outside))));

    [Fact]
    public void O11_the_models_own_file_a_folder_and_a_missing_file_are_refused()
    {
        Refused("own file", ("location", "model.onnx"));
        Refused("no file", ("location", "data"));
        Refused("no file", ("location", "ghost.bin"));
    }

    [Fact]
    public void O11_links_of_every_kind_are_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links are made with Linux's commands.");
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), _outside);
        Refused("through a link", ("location", "link.bin"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), Path.GetTempPath());
        Refused("through a link", ("location", $"linked/{Path.GetFileName(_outside)}"));
        Run("ln", _outside, Path.Combine(_folder, "hard.bin"));
        Refused("hard link", ("location", "hard.bin"));
    }

    [Fact]
    public void O11_a_pipe_does_not_block()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are made with Linux's commands.");
        Run("mkfifo", Path.Combine(_folder, "pipe.bin"));
        Refused("a pipe or device", ("location", "pipe.bin"));
    }

    [Theory]
    [InlineData("offset", "-1")]
    [InlineData("offset", "abc")]
    [InlineData("offset", "9223372036854775808")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("offset", "21")]
    [InlineData("length", "-1")]
    [InlineData("length", "1125899906842624")]
    [InlineData("length", "11")]
    [InlineData("__class__", "x")]
    [InlineData("location", "data/weights.bin")]
    public void O12_ranges_beyond_the_file_and_unknown_keys_are_refused(string key, string value) =>
        Refused("'w'", ("location", "data/weights.bin"), (key, value));

    [Fact]
    public void A_model_from_a_stream_may_not_have_external_data()
    {
        using FileStream stream = File.OpenRead(Write(("location", "data/weights.bin")));
        Assert.Contains("another file", Assert.Throws<ModelFormatException>(() => Model.Load(stream)).Message);
    }

    private string Write(params (string Key, string Value)[] entries)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, 3).Output("y").Node("Add", "x w", "y");
        TensorProto weight = new() { Name = "w", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        weight.Dims.Add(3);
        foreach ((string key, string value) in entries)
            weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        model.Proto.Graph.Initializer.Add(weight);
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, model.ToBytes());
        return path;
    }

    private void Refused(string rule, params (string Key, string Value)[] entries) =>
        Assert.Contains(rule, Assert.Throws<ModelFormatException>(() => Model.Load(Write(entries))).Message);

    private static void Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
