using NetInsight.Formats.Onnx;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>
/// Files that are no ONNX model, or a truncated one (RELIABILITY.md B3, rows O1 to O4): refused quickly, with little memory.
/// </summary>
public sealed class OnnxHostileBytesTests
{
    private static readonly string DemoModel = Path.Combine(Repository.Root, "samples", "NetInsight.Gallery", "Demo", "demo-model.onnx");

    [Fact]
    public void O1_an_empty_file_is_refused() => Assert.Contains("is empty", Refused([]).Message);

    [Fact]
    public void O1_random_bytes_are_refused()
    {
        for (int seed = 0; seed < 200; seed++)
            Hostile.Refuses(
                [.. HashFill.Uniform($"random {seed}", new Shape(500), 0, 256).AsSpan().ToArray().Select(value => (byte)value)]);
    }

    [Fact]
    public void O1_an_image_named_onnx_is_refused()
    {
        string path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, RgbImage.Solid(8, 8, RgbColor.Gray).Encode(ImageFormat.Png));
        try
        {
            Assert.Contains(path, Assert.Throws<ModelFormatException>(() => Model.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void O1_a_file_truncated_anywhere_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(DemoModel);
        for (int cut = 1; cut <= 200; cut++)
            Hostile.Refuses(bytes.AsSpan(0, (int)((long)bytes.Length * cut / 201)).ToArray());
    }

    [Fact]
    public void O1_a_missing_file_is_an_IO_exception()
    {
        Assert.Throws<FileNotFoundException>(() => Model.Load("no-such-file.onnx"));
        Assert.ThrowsAny<Exception>(() => Model.Load(Path.GetTempPath()));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void O2_graphs_nested_in_graphs_are_refused(int depth) => Hostile.Refuses(OnnxBytes.Nested(depth));

    [Fact]
    public void O3_a_length_of_two_gigabytes_in_nine_bytes_is_refused_without_allocating()
    {
        byte[] claim = OnnxBytes.Claim(2_000_000_000);
        Hostile.Refuses([0x3a, 0x07]);                  // one-time allocations of the first call are not counted
        long before = GC.GetAllocatedBytesForCurrentThread();
        Hostile.Refuses(claim);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void O4_two_million_empty_nodes_are_refused_by_their_number()
    {
        byte[] bytes = OnnxBytes.Repeated(0x0a, 2_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            "200,000 nodes", Assert.Throws<ResourceLimitException>(() => OnnxReader.Read(bytes, "test", LoadLimits.Default)).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_not_read()
    {
        LoadLimits limits = new() { FileBytes = 1000 };
        Assert.Throws<ResourceLimitException>(() => Model.Load(DemoModel, new ModelOptions { Limits = limits }));
        using FileStream stream = File.OpenRead(DemoModel);
        Assert.Throws<ResourceLimitException>(() => Model.Load(stream, new ModelOptions { Limits = limits }));
    }

    /// <summary>Thousands of small mutations of a real model: each is read or refused by a documented exception.</summary>
    [Fact]
    public void Randomly_changed_bytes_are_read_or_refused()
    {
        byte[] model = new OnnxBuilder().Input("x", -1, 2, 8, 8).Floats("w", [3, 2, 3, 3], new float[54]).Longs("s", 0, -1)
            .Node("Conv", "x w", "c", ("pads", new[] { 1, 1, 1, 1 }))
            .Node("MaxPool", "c", "m", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }))
            .Node("Reshape", "m s", "r").Node("Softmax", "r", "y").Output("y").ToBytes();
        Span<float> noise = HashFill.Uniform("mutations", new Shape(30_000), 0, 1).AsSpan();
        for (int i = 0; i < noise.Length; i += 6)
        {
            byte[] damaged = [.. model];
            for (int change = 0; change < 3; change++)
                damaged[(int)(noise[i + 2 * change] * damaged.Length)] = (byte)(noise[i + 2 * change + 1] * 256);
            Hostile.AcceptsOrRefuses(damaged);
        }
    }

    private static ModelFormatException Refused(byte[] bytes) =>
        Assert.Throws<ModelFormatException>(() => OnnxReader.Read(bytes, "test", LoadLimits.Default));
}
