using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>
/// Files of some megabytes whose messages, numbers or texts would take many times as much: counted before they are parsed.
/// </summary>
public sealed class OnnxAmplificationTests
{
    private const int Megabyte = 1 << 20;

    /// <summary>Bytes of a field of repeated content: a small message or number, again and again.</summary>
    public static TheoryData<string> Kinds =>
        ["nodes", "attributes", "functions", "metadata", "opsets", "ints", "dims", "unpacked dims", "int64_data", "strings", "dimensions"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Refused_with_little_memory(string kind)
    {
        byte[] file = Make(kind, 6 * Megabyte);
        Hostile.Refuses(file[..1]);                             // one-time allocations are not counted
        foreach (bool fromFile in (bool[])[false, true])
        {
            string path = Path.GetTempFileName();
            File.WriteAllBytes(path, file);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? refusal = Record.Exception(() =>
            {
                using Model model = fromFile ? Model.Load(path) : Model.Load(new MemoryStream(file));
            });
            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            File.Delete(path);
            Assert.True(refusal is ResourceLimitException or ModelFormatException or UnsupportedOperatorException, $"{refusal}");
            Assert.True(taken <= 4 * file.Length + 64 * Megabyte, $"{kind}: {taken:N0} bytes for {file.Length:N0}: {refusal!.Message}");
        }
    }

    /// <summary>Typed data of every kind are the same whether they are parsed (small) or read from the file (large).</summary>
    [Theory]
    [InlineData("Float")]
    [InlineData("Double")]
    [InlineData("Float16")]
    [InlineData("Bfloat16")]
    [InlineData("Int64")]
    [InlineData("Int32")]
    [InlineData("Int8")]
    [InlineData("Uint64")]
    public void Large_typed_data_equal_small_ones(string name)
    {
        DataType type = Enum.Parse<DataType>(name);
        int shift = type == DataType.Uint64 ? 0 : 64;
        float[] expected = [.. Enumerable.Range(0, 3000).Select(i => (float)(i % 128 - shift))];
        TensorProto weight = new() { Name = "w", DataType = (int)type, Dims = { 1, 3000 } };
        foreach (float value in expected)
            Add(weight, type, value);
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 3000).Output("y");
        model.Proto.Graph.Initializer.Add(weight);
        if (type is DataType.Float)
            model.Node("Add", "x w", "y");
        else
            model.Node("Cast", "w", "f", ("to", 1)).Node("Add", "x f", "y");
        using Model loaded = model.Load();
        Assert.Equal(expected, loaded.Forward(new Tensor(new Shape(1, 3000))).AsSpan());

        weight.Dims[1] = 2999;
        Hostile.Refuses(model, "3,000 elements");
        weight.Dims[1] = 3000;
        bool isDouble = type == DataType.Double;
        weight.DataType = (int)(isDouble ? DataType.Float : DataType.Double);
        Hostile.Refuses(model, "elements");
    }

    [Fact]
    public void Initializers_that_nothing_reads_are_not_read()
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 3).Output("y").Node("Relu", "x", "y");
        for (int i = 0; i < 20; i++)
        {
            TensorProto unused = new() { Name = $"w{i}", DataType = 1, Dims = { 1 << 24 } };
            unused.DataLocation = DataLocation.External;
            unused.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../nowhere" });
            model.Proto.Graph.Initializer.Add(unused);
        }

        using Model loaded = model.Load();
        Assert.Equal([0, 1, 2], loaded.Forward(new Tensor(new Shape(1, 3), [-1, 1, 2])).AsSpan());
    }

    /// <summary>Tensors of the same range share one array, whatever their shapes; other ranges do not.</summary>
    [Fact]
    public void Shared_external_data_are_read_once()
    {
        string folder = Directory.CreateTempSubdirectory("netinsight-").FullName;
        try
        {
            OnnxBuilder model = new OnnxBuilder().Input("x", 1, 1 << 20).Output("y");
            string last = "x";
            for (int i = 0; i < 30; i++)
            {
                TensorProto weight = new() { Name = $"w{i}", DataType = 1, DataLocation = DataLocation.External };
                weight.Dims.AddRange(i % 2 == 0 ? [1L, 1 << 20] : [1L << 20]);
                weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "w.bin" });
                model.Proto.Graph.Initializer.Add(weight);
                model.Node("Add", $"{last} w{i}", i == 29 ? "y" : $"a{i}");
                last = $"a{i}";
            }

            string path = Path.Combine(folder, "model.onnx");
            File.WriteAllBytes(path, model.ToBytes());
            byte[] data = new byte[4 << 20];
            BitConverter.TryWriteBytes(data.AsSpan(4), 2f);
            File.WriteAllBytes(Path.Combine(folder, "w.bin"), data);
            ModelOptions options = new() { Limits = new LoadLimits { MemoryBytes = 4 << 20 } };
            using Model loaded = Model.Load(path, options);
            Assert.Equal(60, loaded.Forward(new Tensor(new Shape(1, 1 << 20))).AsSpan()[1]);
            options = new ModelOptions { Limits = new LoadLimits { MemoryBytes = (4 << 20) - 1 } };
            Assert.Contains("of memory", Assert.Throws<ResourceLimitException>(() => Model.Load(path, options)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Make(string kind, int bytes)
    {
        byte[] many = new byte[bytes];
        return kind switch
        {
            "nodes" => Field(7, Repeated(0x0a, 0)),
            "attributes" => Field(7, Repeat(Field(1, Repeat([0x2a, 0], 900)), bytes)),
            "functions" => Repeat([0xca, 0x01, 0], bytes / 3),
            "metadata" => Repeat([0x72, 0], bytes / 2),
            "opsets" => Repeat([0x42, 0], bytes / 2),
            "ints" => Field(7, Field(1, Field(5, Field(8, many)))),
            "dims" => Field(7, Field(5, Field(1, many))),
            "unpacked dims" => Field(7, Field(5, Repeated(0x08, 0))),
            "int64_data" => Field(7, Field(1, Field(5, Field(5, Field(7, many))))),
            "strings" => Field(7, Field(1, Repeated(0x0a, 0))),
            _ => Field(7, Field(11, Field(2, Field(1, Field(2, Repeated(0x0a, 0)))))),
        };

        byte[] Repeated(byte tag, byte length) => Repeat([tag, length], bytes / 2);
    }

    private static byte[] Repeat(byte[] part, int times)
    {
        int count = part.Length > 100 ? times / part.Length : times;
        byte[] result = new byte[part.Length * count];
        for (int i = 0; i < count; i++)
            part.CopyTo(result, i * part.Length);
        return result;
    }

    private static byte[] Field(int number, byte[] content)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteLength(content.Length);
        }

        stream.Write(content);
        return stream.ToArray();
    }

    private static void Add(TensorProto tensor, DataType type, float value)
    {
        switch (type)
        {
            case DataType.Float:
                tensor.FloatData.Add(value);
                break;
            case DataType.Double:
                tensor.DoubleData.Add(value);
                break;
            case DataType.Float16:
                tensor.Int32Data.Add(BitConverter.HalfToUInt16Bits((Half)value));
                break;
            case DataType.Bfloat16:
                tensor.Int32Data.Add((int)(BitConverter.SingleToUInt32Bits(value) >> 16));
                break;
            case DataType.Int64:
                tensor.Int64Data.Add((long)value);
                break;
            case DataType.Uint64:
                tensor.Uint64Data.Add((ulong)value);
                break;
            default:
                tensor.Int32Data.Add((int)value);
                break;
        }
    }
}
