using System.Buffers.Binary;
using System.Text;

namespace NetInsight.Tests.Formats.Safetensors;

/// <summary>The rules of the safetensors format, row by row of RELIABILITY.md B3 (S1 to S9).</summary>
public sealed class SafetensorsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void S1_a_file_shorter_than_its_length_field_is_refused(int length) => Refused("too small", new byte[length]);

    [Fact]
    public void S1_a_header_of_no_bytes_is_refused() => Refused("must begin with '{'", new byte[8]);

    [Theory]
    [InlineData(ulong.MaxValue, "too large")]
    [InlineData(100_000_001UL, "too large")]
    [InlineData(1000UL, "beyond the file")]
    public void S2_an_invalid_header_length_is_refused(ulong length, string rule)
    {
        byte[] bytes = new byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Refused(rule, bytes);
    }

    [Theory]
    [InlineData(" {}")]
    [InlineData("\ufeff{}")]
    [InlineData("[]")]
    [InlineData("{\"__metadata__\":{},}")]
    [InlineData("{/**/}")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}")]
    public void S3_a_header_that_is_no_single_json_object_is_refused(string header) => Refused("header", Bytes(header, 4));

    [Fact]
    public void S3_a_header_that_is_no_utf8_is_refused() =>
        Refused("header", [4, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 0xff, (byte)'}']);

    [Fact]
    public void S3_a_header_nested_beyond_64_is_refused() =>
        Refused("shape", Bytes("{\"a\":{\"shape\":" + new string('[', 65) + new string(']', 65) + "}}", 0));

    [Theory]
    [InlineData("{}   ", 0, 0)]
    [InlineData("{\"__metadata__\":{\"format\":\"pt\"}}", 0, 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[0,0]}}", 0, 1)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4, 1)]
    public void S4_what_the_format_allows_is_accepted(string header, int data, int tensors)
    {
        File.WriteAllBytes(_path, Bytes(header, data));
        Assert.Equal(tensors, Weights.Load(_path).Shapes!.Count);
    }

    [Theory]
    [InlineData(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
            8, "twice")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "strings")]
    [InlineData("{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "F33")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"extra\":1}}", 4, "extra")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 0, "data_offsets")]
    public void S5_fields_beyond_or_below_the_format_are_refused(string header, int data, string rule) =>
        Refused(rule, Bytes(header, data));

    [Theory]
    [InlineData("4294967296,4294967296")]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    public void S6_dimensions_that_overflow_or_are_no_integers_are_refused(string shape) =>
        Refused("a", Bytes($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[0,4]}}}}", 4));

    [Theory]
    [InlineData("[0,8]", "[4,12]", 12)]                 // overlapping
    [InlineData("[0,8]", "[12,20]", 20)]                // a gap
    [InlineData("[8,0]", "[8,16]", 16)]                 // reversed
    [InlineData("[0,7]", "[7,15]", 15)]                 // not what the shape says
    [InlineData("[0,8]", "[8,16]", 12)]                 // beyond the data
    [InlineData("[0,8]", "[8,16]", 20)]                 // bytes behind the last tensor, which could hold another file
    public void S7_offsets_that_do_not_cover_the_data_exactly_are_refused(string first, string second, int data)
    {
        string a = $"\"a\":{{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":{first}}}";
        string b = $"\"b\":{{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":{second}}}";
        Refused("", Bytes($"{{{a},{b}}}", data));
    }

    [Fact]
    public void S8_a_million_empty_tensors_are_refused_by_their_number()
    {
        StringBuilder header = new("{");
        for (int i = 0; i < 1_000_000; i++)
            header.Append($"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},");
        header.Length--;
        File.WriteAllBytes(_path, Bytes(header.Append('}').ToString(), 0));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("100,000", Assert.Throws<ResourceLimitException>(() => Weights.Load(_path)).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1L << 30);
    }

    [Fact]
    public void S9_elements_that_are_not_finite_are_read_unchanged()
    {
        byte[] data = [.. BitConverter.GetBytes(float.NaN), .. BitConverter.GetBytes(float.PositiveInfinity)];
        File.WriteAllBytes(_path, [.. Bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 0), .. data]);
        Assert.Equal([float.NaN, float.PositiveInfinity], Weights.Load(_path)["a"].AsSpan());
    }

    [Fact]
    public void Every_float_type_is_widened_or_narrowed_to_float()
    {
        byte[] data = [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes((Half)(-0.25f)), 0x40, 0x40, .. BitConverter.GetBytes(7L)];
        string header = "{\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[8,10]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[10,12]},"
            + "\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[12,20]}}";
        File.WriteAllBytes(_path, [.. Bytes(header, 0), .. data]);
        Weights weights = Weights.Load(_path);
        Assert.Equal((1.5f, -0.25f, 3f), (weights["d"][0], weights["h"][0], weights["b"][0]));
        Assert.Equal(["b", "d", "h"], weights.Shapes!.Keys.Order());
        Assert.Throws<ArgumentException>(() => weights["i"]);
    }

    [Fact]
    public void Weights_that_do_not_fit_an_architecture_are_listed_all_at_once()
    {
        Dictionary<string, Tensor> tensors = new()
        {
            ["features.0.weight"] = new Tensor(new Shape(64, 3, 3, 3)),
            ["head.weight"] = new Tensor(new Shape(1)),
            ["bn.num_batches_tracked"] = new Tensor(new Shape()),
        };
        string message = Assert.Throws<ModelFormatException>(() => Architectures.AlexNet(Weights.Of(tensors))).Message;
        foreach (string part in new[] { "15 missing", "classifier.6.bias", "1 surplus: head.weight",
            "1 misshapen: features.0.weight (64x3x3x3, expected 64x3x11x11)" })
            Assert.Contains(part, message);
    }

    private static byte[] Bytes(string header, int data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }

    private void Refused(string rule, byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        ModelFormatException refusal = Assert.Throws<ModelFormatException>(() => Weights.Load(_path));
        Assert.Equal(_path, refusal.Path);
        Assert.Contains(rule, refusal.Message);
    }
}
