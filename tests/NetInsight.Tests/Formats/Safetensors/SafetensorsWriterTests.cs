using System.Buffers.Binary;
using CsCheck;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Formats.Safetensors;

/// <summary>Written files are read back; files are written whole or not at all.</summary>
public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string FilePath => Path.Combine(_folder, "w.safetensors");

    [Fact]
    public void Names_shapes_and_elements_are_read_back() =>
        (from names in Gen.String[0, 12].Array[0, 6]
         from shapes in Gen.Int[0, 5].Array[0, 4].Array[6]
         select names.Where(IsText).Distinct().Select((name, i) => (name, new Shape(shapes[i])))).Sample(
            tensors =>
            {
                Dictionary<string, Tensor> written = tensors.ToDictionary(pair => pair.name, pair =>
                    HashFill.Uniform(pair.name, pair.Item2, -3, 3));
                Weights.Of(written).Save(FilePath);
                Weights read = Weights.Load(FilePath);
                Assert.Equal(written.Keys.Order(StringComparer.Ordinal), read.Shapes!.Keys.Order(StringComparer.Ordinal));
                foreach ((string name, Tensor tensor) in written)
                {
                    Assert.Equal(tensor.Shape, read[name].Shape);
                    Assert.Equal(tensor.AsSpan(), read[name].AsSpan());
                }
            },
            iter: 100,
            threads: 1);

    [Theory]
    [InlineData(ElementType.Float16, 2, 1.5f, 0.1f, 0.099975586f)]
    [InlineData(ElementType.BFloat16, 2, 1.5f, 0.1f, 0.100097656f)]
    [InlineData(ElementType.Float32, 4, 1.5f, 0.1f, 0.1f)]
    [InlineData(ElementType.Float64, 8, 1.5f, 0.1f, 0.1f)]
    public void Narrow_types_round_to_nearest(ElementType type, int size, float exact, float value, float rounded)
    {
        Tensor tensor = new(new Shape(5), [exact, value, float.NaN, float.NegativeInfinity, 0]);
        Weights.Of(new Dictionary<string, Tensor> { ["a"] = tensor }).Save(FilePath, type);
        Assert.Equal([exact, rounded, float.NaN, float.NegativeInfinity, 0], Weights.Load(FilePath)["a"].AsSpan());
        Assert.Equal(0, (new FileInfo(FilePath).Length - 5 * size) % 8);            // data begins at a multiple of 8
    }

    [Fact]
    public void Ties_round_to_even_in_bfloat16()
    {
        float down = BitConverter.UInt32BitsToSingle(0x3f808000), up = BitConverter.UInt32BitsToSingle(0x3f818000);
        Weights.Of(new Dictionary<string, Tensor> { ["a"] = new(new Shape(2), [down, up]) }).Save(FilePath, ElementType.BFloat16);
        Assert.Equal([0x3f800000u, 0x3f820000u], Weights.Load(FilePath)["a"].AsSpan().ToArray().Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Metadata_is_in_the_header_and_the_source_may_be_the_target()
    {
        Weights.Of(new Dictionary<string, Tensor> { ["a"] = new(new Shape(2), [1, 2]) }).Save(FilePath);
        Weights.Load(FilePath).Save(FilePath, metadata: new Dictionary<string, string> { ["made by"] = "a \"test\"" });
        byte[] bytes = File.ReadAllBytes(FilePath);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using System.Text.Json.JsonDocument header = System.Text.Json.JsonDocument.Parse(bytes.AsMemory(8, length));
        Assert.Equal("a \"test\"", header.RootElement.GetProperty("__metadata__").GetProperty("made by").GetString());
        Assert.Equal([1, 2], Weights.Load(FilePath)["a"].AsSpan());
    }

    [Fact]
    public async Task A_failed_save_leaves_the_old_file_and_no_other()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Weights old = Weights.Of(new Dictionary<string, Tensor> { ["a"] = new(new Shape(2), [1, 2]) });
        await old.SaveAsync(FilePath, cancellationToken: cancellation);
        byte[] before = await File.ReadAllBytesAsync(FilePath, cancellation);
        Assert.Throws<ArgumentException>(() =>
            Weights.Of(new Dictionary<string, Tensor> { ["__metadata__"] = new(new Shape(1)) }).Save(FilePath));
        Assert.Throws<InvalidOperationException>(() => Weights.Generate((_, shape) => new Tensor(shape)).Save(FilePath));
        Assert.Throws<ArgumentException>(() => old.Save(""));
        Assert.Throws<ArgumentNullException>(() => old.Save(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => old.Save(FilePath, (ElementType)99));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            old.SaveAsync(FilePath, cancellationToken: new CancellationToken(true)));
        Assert.Equal(before, await File.ReadAllBytesAsync(FilePath, cancellation));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void S9_validation_names_weights_that_are_not_finite()
    {
        using Model sound = new OnnxBuilder().Input("x", -1, 2).Floats("w", [2], 1, 2).Output("y").Node("Mul", "x w", "y").Load();
        Assert.Empty(sound.Validate());
        OnnxBuilder builder = new OnnxBuilder().Input("x", -1, 2).Floats("w", [2], float.NaN, float.PositiveInfinity).Output("y");
        using Model broken = builder.Node("Mul", "x w", "y").Load();
        WeightFault fault = Assert.Single(broken.Validate());
        Assert.Equal(new WeightFault("y", "w", 1, 1, 2), fault);
        Assert.Equal("y: 1 NaN and 1 infinite of the 2 elements of 'w'", fault.ToString());
    }

    /// <summary>
    /// Whether a random string can be a tensor's name: valid Unicode, without unpaired surrogates, and not the reserved name.
    /// </summary>
    private static bool IsText(string name) => name != "__metadata__"
        && System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(name)) == name;
}
