using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>
/// External data whose file is exchanged for a link out of the folder, and back, while networks are loaded: what lies outside is never
/// read, since no link is followed and the handle that was judged is the one that is read.
/// </summary>
public sealed class OnnxExternalDataRaceTests : IDisposable
{
    /// <summary>Loads a test; the nightly check sets the variable.</summary>
    private static readonly int Loads =
        int.TryParse(Environment.GetEnvironmentVariable("NETINSIGHT_RACES"), out int races) ? races : 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("w.bin", false)]
    [InlineData("data/w.bin", true)]
    public async Task Nothing_outside_is_read(string location, bool exchangesFolder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux opens without following links.");
        string inside = Path.Combine(_folder, "model"), outside = Path.Combine(_folder, "secret");
        Write(Path.Combine(inside, location), 1);
        Write(Path.Combine(outside, "w.bin"), 7);
        string model = WriteModel(inside, location);
        string name = exchangesFolder ? Path.Combine(inside, "data") : Path.Combine(inside, "w.bin");
        string target = exchangesFolder ? outside : Path.Combine(outside, "w.bin");
        using CancellationTokenSource done = new();
        Task exchange = Task.Factory.StartNew(
            () => Exchange(name, target, done.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        int read = 0;
        try
        {
            for (int i = 0; i < Loads || (read == 0 && i < 20 * Loads); i++)
            {
                try
                {
                    using Model loaded = Model.Load(model, new ModelOptions { ReadNeighborFiles = false });
                    Assert.Equal([1, 1, 1], loaded.Forward(new Tensor(new Shape(1, 3))).AsSpan());
                    read++;
                }
                catch (ModelFormatException)
                {
                }
            }
        }
        finally
        {
            await done.CancelAsync();
            await exchange;
        }

        Assert.NotEqual(0, read);                       // the race was one: some loads succeeded
    }

    /// <summary>Moves the true file away, puts a link in its place, and back.</summary>
    private static void Exchange(string name, string target, CancellationToken done)
    {
        string aside = name + ".aside";
        bool isFolder = Directory.Exists(name);
        while (!done.IsCancellationRequested)
        {
            if (isFolder)
                Directory.Move(name, aside);
            else
                File.Move(name, aside);
            File.CreateSymbolicLink(name, target);
            Thread.SpinWait(200);
            File.Delete(name);
            if (isFolder)
                Directory.Move(aside, name);
            else
                File.Move(aside, name);
            Thread.SpinWait(2_000);
        }
    }

    private static void Write(string path, float value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] bytes = new byte[12];
        Buffer.BlockCopy(new[] { value, value, value }, 0, bytes, 0, bytes.Length);
        File.WriteAllBytes(path, bytes);
    }

    private static string WriteModel(string folder, string location)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 3).Output("y").Node("Add", "x w", "y");
        TensorProto weight = new() { Name = "w", DataType = 1, Dims = { 3 } };
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        model.Proto.Graph.Initializer.Add(weight);
        string path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, model.ToBytes());
        return path;
    }
}
