using System.Diagnostics;
using System.Globalization;

namespace NetInsight.Tests.Formats;

/// <summary>Every file that is opened by path: folders, pipes and devices are refused by our exceptions and never block.</summary>
public sealed class RegularFilesTests : IDisposable
{
    private static readonly Dictionary<string, Action<string>> Readers = new()
    {
        ["model"] = path => Model.Load(path).Dispose(),
        ["model, async"] = path => Model.LoadAsync(path).GetAwaiter().GetResult().Dispose(),
        ["weights"] = path => Weights.Load(path),
        ["labels"] = path => Labels.Load(path),
        ["features"] = path => FeatureTable.Load(path),
        ["patches"] = path => PatchTable.Load(path),
        ["image"] = path => RgbImage.Load(path),
        ["image, async"] = path => RgbImage.LoadAsync(path).GetAwaiter().GetResult(),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;

    public static TheoryData<string> Kinds => [.. Readers.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_folder_is_refused(string kind) => Refused(kind, _folder, "is a folder");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pipe_is_refused_without_waiting_for_a_writer(string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are made with Linux's commands.");
        string pipe = Path.Combine(_folder, "pipe");
        using (Process process = Process.Start("mkfifo", pipe))
            process.WaitForExit();
        Refused(kind, pipe, "a pipe or device");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), pipe);
        Refused(kind, Path.Combine(_folder, "link"), "a pipe or device");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Devices_are_refused(string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Devices have Linux's names.");
        Refused(kind, "/dev/zero", "a pipe or device");
        Refused(kind, "/dev/tty", "");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_missing_file_is_an_exception_of_input(string kind)
    {
        Assert.Throws<FileNotFoundException>(() => Readers[kind](Path.Combine(_folder, "none")));
        Assert.Throws<DirectoryNotFoundException>(() => Readers[kind](Path.Combine(_folder, "none", "none")));
    }

    [Theory]
    [InlineData("is replaced by another file", true)]
    [InlineData("stays", false)]
    public void Weights_are_read_from_the_file_whose_header_was_read(string what, bool isReplaced)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "The system does not say which file a handle is.");
        string path = Path.Combine(_folder, "w.safetensors");
        Weights.Of(new Dictionary<string, Tensor> { ["w"] = new(new Shape(2), [1, 2]) }).Save(path);
        Weights weights = Weights.Load(path);
        if (isReplaced)
        {
            File.Move(path, path + ".old");
            Weights.Of(new Dictionary<string, Tensor> { ["w"] = new(new Shape(2), [3, 4]) }).Save(path);
            Assert.Contains("was replaced", Assert.Throws<ModelFormatException>(() => weights["w"]).Message);
        }
        else
        {
            Assert.Equal([1, 2], weights["w"].AsSpan());
        }

        Assert.NotEmpty(what);
    }

    [Fact]
    public void Tensors_beyond_the_memory_are_refused_before_they_are_allocated()
    {
        string path = Path.Combine(_folder, "w.safetensors");
        Weights.Of(new Dictionary<string, Tensor> { ["w"] = new Tensor(new Shape(1000)) }).Save(path);
        Weights.Load(path, new LoadLimits { MemoryBytes = 4000 });
        string message = Assert.Throws<ResourceLimitException>(() => Weights.Load(path, new LoadLimits { MemoryBytes = 3999 })).Message;
        Assert.Contains("4,000 bytes of memory; the limit is 3,999", message);
        Assert.InRange(LoadLimits.Default.MemoryBytes, 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    [Fact]
    public void Labels_have_limits()
    {
        string path = Path.Combine(_folder, "labels.txt");
        File.WriteAllText(path, new string('a', 5000));
        Assert.Contains("5,000 characters", Assert.Throws<ResourceLimitException>(() => Labels.Load(path)).Message);
        Assert.Equal(5000, Labels.Load(path, new LoadLimits { NameLength = 5000 })[0].Length);
        File.WriteAllText(path, new string('\n', 1_000_001));
        Assert.Contains("lines", Assert.Throws<ResourceLimitException>(() => Labels.Load(path)).Message);
        File.WriteAllBytes(path, new byte[(8 << 20) + 1]);
        Assert.Contains("8,388,608", Assert.Throws<ResourceLimitException>(() => Labels.Load(path)).Message);
        File.WriteAllText(path, "cat\n\u001b[31mdog\u202e\n");
        Assert.Equal(["cat", @"\u001b[31mdog\u202e"], Labels.Load(path));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(65_535, true)]
    [InlineData(65_536, true)]
    [InlineData(65_537, true)]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    [InlineData(20_000_000, false)]
    public void Streams_are_read_whole(int length, bool canSeek)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = (byte)(i * 31 >> 3);
        using MemoryStream memory = new(bytes);
        using Stream stream = canSeek ? memory : new System.IO.Compression.DeflateStream(
            new MemoryStream(Deflated(bytes)), System.IO.Compression.CompressionMode.Decompress);
        ReadOnlyMemory<byte> read = NetInsight.Formats.Reading.StreamBytes.ReadAll(stream, LoadLimits.Default, CancellationToken.None);
        Assert.True(read.Span.SequenceEqual(bytes), length.ToString(CultureInfo.InvariantCulture));
        memory.Position = 0;
        if (length > 1)
        {
            Assert.Throws<ResourceLimitException>(() => NetInsight.Formats.Reading.StreamBytes.ReadAll(
                memory, new LoadLimits { FileBytes = length - 1 }, CancellationToken.None));
        }
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using MemoryStream result = new();
        using (System.IO.Compression.DeflateStream deflate = new(result, System.IO.Compression.CompressionLevel.Fastest))
            deflate.Write(bytes);
        return result.ToArray();
    }

    private static void Refused(string kind, string path, string rule)
    {
        Task<Exception?> refusal = Task.Run(() => Record.Exception(() => Readers[kind](path)));
        Assert.True(refusal.Wait(TimeSpan.FromSeconds(30)), "reading blocks");
        Exception? found = refusal.Result;
        Assert.True(found is ModelFormatException or ImageFormatException or IOException or UnauthorizedAccessException, $"{found}");
        Assert.Contains(rule, found!.Message);
    }
}
