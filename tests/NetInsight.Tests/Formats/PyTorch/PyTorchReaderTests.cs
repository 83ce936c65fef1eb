using System.IO.Compression;

namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>Valid PyTorch files: every element is read, in every layout that torch.save writes.</summary>
public sealed class PyTorchReaderTests : IDisposable
{
    private readonly PyTorchScratch _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("cifar_resnet20.pth")]
    [InlineData("cifar_resnet20-legacy.th")]
    public void A_trained_network_has_the_elements_of_its_safetensors_file(string name)
    {
        Weights expected = Weights.Load(SharedFiles.Require("data/models/cifar_resnet20.safetensors"));
        Weights actual = Weights.Load(SharedFiles.Require($"data/models/{name}"));
        Assert.Equal(expected.Shapes!.Keys.Order(), actual.Shapes!.Keys.Order());
        foreach (string tensor in expected.Shapes.Keys)
        {
            Assert.Equal(expected[tensor].Shape, actual[tensor].Shape);
            Assert.True(Bits(expected[tensor]).SequenceEqual(Bits(actual[tensor])), tensor);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_checkpoint_of_PyTorch_itself_is_read(bool isZip)
    {
        Weights weights = _file.Load(isZip ? TorchFixtures.Zip : TorchFixtures.Legacy);
        Assert.Equal(["brain", "channels", "double", "half", "parameter", "tied", "view"], weights.Shapes!.Keys.Order());
        Assert.Equal(new Shape(4, 3), weights["view"].Shape);
        Assert.Equal([2, 6, 10, 3, 7, 11, 4, 8, 12, 5, 9, 13], weights["view"].AsSpan());
        Assert.Equal(new Shape(1, 2, 2, 3), weights["channels"].Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], weights["channels"].AsSpan());
        Assert.Equal([0.5f, -2], weights["half"].AsSpan());
        Assert.Equal([1.5f, -3], weights["brain"].AsSpan());
        Assert.Equal(new Shape(), weights["double"].Shape);
        Assert.Equal([0.25f], weights["double"].AsSpan());
        Assert.Equal(new Shape(1, 2), weights["parameter"].Shape);
        Assert.Equal([7, 8], weights["parameter"].AsSpan());
        Assert.Equal([.. Enumerable.Range(0, 24)], weights["tied"].AsSpan());
    }

    [Theory]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 3, 1 }, new float[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(4, new long[] { 2, 3 }, new long[] { 3, 1 }, new float[] { 4, 5, 6, 7, 8, 9 })]
    [InlineData(1, new long[] { 3, 2 }, new long[] { 1, 4 }, new float[] { 1, 5, 2, 6, 3, 7 })]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 5, 1 }, new float[] { 0, 1, 5, 6 })]
    [InlineData(9, new long[] { 1, 1 }, new long[] { 1L << 60, 1L << 60 }, new float[] { 9 })]
    [InlineData(0, new long[] { 3 }, new long[] { 4 }, new float[] { 0, 4, 8 })]
    [InlineData(2, new long[] { 2, 2, 2 }, new long[] { 1, 4, 2 }, new float[] { 2, 4, 6, 8, 3, 5, 7, 9 })]
    [InlineData(9, new long[0], new long[0], new float[] { 9 })]
    [InlineData(10, new long[] { 0, 3 }, new long[] { 3, 1 }, new float[0])]
    public void A_view_is_gathered_by_its_strides(long offset, long[] sizes, long[] strides, float[] expected)
    {
        TorchStorage storage = TorchStorage.Range("0", 10);
        byte[] zip = TorchBuilder.Zip(TorchBuilder.OneTensor(storage, offset, sizes, strides), storage);
        byte[] legacy = TorchBuilder.Legacy(TorchBuilder.OneTensor(storage, offset, sizes, strides, isLegacy: true), storage);
        Assert.Equal(expected, _file.Load(zip)["a"].AsSpan());
        Assert.Equal(expected, _file.Load(legacy)["a"].AsSpan());
    }

    [Theory]
    [InlineData("HalfStorage", new byte[] { 0, 0x38, 0, 0xc0, 0, 0x3c }, new float[] { 0.5f, 1, -2 })]
    [InlineData("BFloat16Storage", new byte[] { 0xc0, 0x3f, 0x40, 0xc0, 0x80, 0x3f }, new float[] { 1.5f, 1, -3 })]
    [InlineData("DoubleStorage", new byte[] { 0, 0, 0, 0, 0, 0, 0xd0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0xf0, 0xbf },
        new float[] { 0.25f, -1, 2 })]
    public void A_view_of_elements_of_any_size_is_gathered(string type, byte[] bytes, float[] expected)
    {
        TorchStorage storage = new(type, "0", bytes, 3);
        PickleBuilder pickle = new PickleBuilder().Op("}(").Text("even").Tensor(storage, 0, [2], [2]).Text("odd")
            .Tensor(storage, 1, [1], [1]).Op("u");
        Weights weights = _file.Load(TorchBuilder.Zip(pickle.Stop(), storage));
        Assert.Equal((expected[0], expected[1], expected[2]), (weights["even"][0], weights["even"][1], weights["odd"][0]));
    }

    [Fact]
    public void Long_tensors_are_read_block_by_block()
    {
        TorchStorage storage = TorchStorage.Range("0", 700_001);
        Weights weights = _file.Load(TorchBuilder.Zip(TorchBuilder.OneTensor(storage, 1, [700_000], [1]), storage));
        Assert.Equal(Enumerable.Range(1, 700_000).Select(value => (float)value), weights["a"].AsSpan().ToArray());
    }

    [Theory]
    [InlineData("LongStorage", 8)]
    [InlineData("IntStorage", 4)]
    [InlineData("ShortStorage", 2)]
    [InlineData("CharStorage", 1)]
    [InlineData("ByteStorage", 1)]
    [InlineData("BoolStorage", 1)]
    public void Integer_tensors_are_skipped(string type, int size)
    {
        TorchStorage integers = new(type, "0", new byte[3 * size], 3), floats = TorchStorage.Of("1", 4);
        byte[] pickle = new PickleBuilder().Op("}(").Text("integers").Tensor(integers, 0, [3], [1]).Text("a").Tensor(floats, 0, [1], [1])
            .Op("u").Stop();
        Assert.Equal(["a"], _file.Load(TorchBuilder.Zip(pickle, integers, floats)).Shapes!.Keys);
    }

    [Fact]
    public void A_zip_file_of_another_program_is_read()
    {
        TorchStorage storage = TorchStorage.Range("0", 3);
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipPart part in TorchBuilder.Parts(TorchBuilder.OneTensor(storage, 0, [3], [1]), storage))
            {
                using Stream entry = archive.CreateEntry(part.Name, CompressionLevel.NoCompression).Open();
                entry.Write(part.Bytes);
            }
        }

        Assert.Equal([0, 1, 2], _file.Load(bytes.ToArray())["a"].AsSpan());
    }

    [Fact]
    public void Sizes_of_zip64_and_sizes_behind_the_data_are_read()
    {
        TorchStorage storage = TorchStorage.Range("0", 3);
        List<ZipPart> parts = TorchBuilder.Parts(TorchBuilder.OneTensor(storage, 0, [3], [1]), storage);
        parts = parts.ConvertAll(part => part with { IsWide = true, Flags = 8 });
        Assert.Equal([0, 1, 2], _file.Load(ZipBuilder.Build(parts, isWide: true))["a"].AsSpan());
    }

    [Fact]
    public void Python_2_writes_names_as_bytes_and_OrderedDict_as_pairs()
    {
        TorchStorage storage = TorchStorage.Of("7", 5);
        PickleBuilder builder = new PickleBuilder().Global("collections", "OrderedDict").Op("](](U").Op(1).Op("a");
        byte[] pickle = builder.Tensor(storage, 0, [1], [1], isLegacy: true).Op("ee\u0085R").Stop();
        Assert.Equal([5], _file.Load(TorchBuilder.Legacy(pickle, storage))["a"].AsSpan());
    }

    private static ReadOnlySpan<int> Bits(Tensor tensor) => System.Runtime.InteropServices.MemoryMarshal.Cast<float, int>(tensor.AsSpan());
}
