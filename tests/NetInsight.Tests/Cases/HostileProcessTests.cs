using System.Globalization;
using NetInsight.Tests.Formats.Onnx;
using NetInsight.Tests.Imaging;

namespace NetInsight.Tests.Cases;

/// <summary>
/// Hostile files, those of <c>shared/cases/hostile</c> and rows of RELIABILITY.md B3 made anew, in a process whose memory and processor
/// time are measured file by file: at most 2 seconds and twice the file beside 64 MB. A network that is read has objects for each layer
/// (name, operator, shape, line of the summary), however few bytes of the file make it: these count beside.
/// </summary>
public sealed class HostileProcessTests
{
    private const double MostMilliseconds = 2000;

    private const long FreeKilobytes = 64 << 10, BytesPerLayer = 1536;

    [Fact]
    public async Task A_hostile_file_takes_2_seconds_and_twice_its_size_beside_64_MB_at_most()
    {
        Assert.SkipUnless(HostileProcess.IsSupported, "The peak of a process's memory is told and reset on Linux only.");
        string folder = Directory.CreateTempSubdirectory("netinsight-hostile-").FullName;
        try
        {
            WriteFiles(folder);
            string[] lines = await OwnProcess.LinesOf(
                HostileProcess.Variable,
                folder,
                ("DOTNET_gcConcurrent", "0"),
                ("DOTNET_GCgen0size", "0x1000000"),                 // 16 MB: garbage is collected before it counts
                ("DOTNET_GCHeapHardLimit", "0x40000000"));          // 1 GB: what asks for more ends, and not the machine
            string[] names = [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
            Assert.Equal(names, lines.Select(line => line.Split('\t')[0]));
            string[] faults = [.. lines.Select(line => FaultOf(folder, line)).OfType<string>()];
            if (faults.Length > 0)
                Assert.Fail(string.Join('\n', faults));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteFiles(string folder)
    {
        // What is read first compiles the readers, whose memory and time no file is charged for.
        Write("0-good.onnx", new OnnxBuilder().Input("x", 1, 2, 8, 8).Output("y").Node("Relu", "x", "y").ToBytes());
        Write("0-good.png", TestImages.Gradient(8, 8).Encode(ImageFormat.Png));
        Write("0-good.jpg", TestImages.Gradient(8, 8).Encode(ImageFormat.Jpeg));
        foreach ((string name, byte[] bytes) in HostileFiles.All())
            Write(name, bytes);
        if (SharedFiles.Find("cases/hostile") is not { } shared)
            return;
        foreach (string file in Directory.GetFiles(shared).Where(file => Path.GetExtension(file) is ".onnx" or ".gif"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));

        void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    private static string? FaultOf(string folder, string line)
    {
        string[] fields = line.Split('\t');
        long size = new FileInfo(Path.Combine(folder, fields[0])).Length;
        double milliseconds = double.Parse(fields[1], CultureInfo.InvariantCulture);
        long layers = fields.Length > 4 ? long.Parse(fields[4], CultureInfo.InvariantCulture) : 0;
        long kilobytes = long.Parse(fields[2], CultureInfo.InvariantCulture);
        long most = FreeKilobytes + (2 * size + layers * BytesPerLayer) / 1024;
        string outcome = fields[3][..(fields[3].IndexOf(':') is >= 0 and int colon ? colon : fields[3].Length)];
        bool isDocumented = outcome is "read" or nameof(ModelFormatException) or nameof(UnsupportedOperatorException)
            or nameof(ResourceLimitException) or nameof(ImageFormatException);
        if (fields[0].StartsWith('0') ? outcome == "read" : isDocumented && milliseconds <= MostMilliseconds && kilobytes <= most)
            return null;
        return $"{fields[0]} ({size:N0} bytes): {milliseconds:0} ms, {kilobytes:N0} KB (at most {most:N0}), {fields[3]}";
    }
}
