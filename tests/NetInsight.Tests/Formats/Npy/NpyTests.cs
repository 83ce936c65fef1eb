using System.Buffers.Binary;
using NetInsight.Formats.Npy;

namespace NetInsight.Tests.Formats.Npy;

/// <summary>The rules of NumPy array files, row N1 of the list of hostile inputs, and every layout against arrays written here.</summary>
public sealed class NpyTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.npy");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void N1_a_header_length_of_4_GiB_is_refused_before_it_is_read(byte version)
    {
        byte[] bytes = NpyBuilder.Bytes(Header("<f4", "(1,)"), new byte[4], version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), uint.MaxValue);
        Refused("too large: 4,294,967,295 bytes", bytes);
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void N1_a_header_has_at_most_10_000_bytes(int length, bool isRead)
    {
        byte[] bytes = NpyBuilder.Bytes(Header("<f4", "(1,)").PadRight(length), BitConverter.GetBytes(2.5f), 1);
        if (isRead)
            Assert.Equal([2.5f], Read(bytes).AsSpan());
        else
            Refused("too large: 10,001 bytes", bytes);
    }

    [Theory]
    [InlineData("__import__('os').system('id')", "'{' is expected")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}", "'_' at 10")]
    [InlineData("{'descr': '<f4', 'fortran_order': not 1, 'shape': (1,)}", "True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1+0,)}", "comma or ')'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} or 1", "after its dict, with 'o'")]
    [InlineData("{'descr': '<f' '4', 'fortran_order': False, 'shape': (1,)}", "'}' is expected")]
    [InlineData("{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (1,)}", "printable ASCII")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)", "its end where '}'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", "key 'x'")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "key 'descr'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "lacks shape")]
    [InlineData("{'fortran_order': False, 'shape': (1,)}", "lacks descr")]
    [InlineData("{'descr': '<f4', 'shape': (1,)}", "lacks fortran_order")]
    [InlineData("{,}", "a key in quotation marks")]
    [InlineData("", "its end where '{'")]
    public void N1_anything_but_the_dict_is_refused(string header, string rule) => Refused(rule, NpyBuilder.Bytes(header, new byte[4], 1));

    [Theory]
    [InlineData("'|O'", "Python objects")]
    [InlineData("'|O8'", "Python objects")]
    [InlineData("[('a', '<f4'), ('b', '<i8')]", "structured")]
    [InlineData("'<i4'", "<i4")]
    [InlineData("'|u1'", "|u1")]
    [InlineData("'|b1'", "|b1")]
    [InlineData("'<c8'", "<c8")]
    [InlineData("'<f16'", "<f16")]
    [InlineData("'|f4'", "|f4")]
    [InlineData("'f4'", "'f4'")]
    [InlineData("''", "''")]
    public void N1_types_that_are_no_floats_are_refused_by_name(string type, string rule) =>
        Refused(rule, NpyBuilder.Bytes($"{{'descr': {type}, 'fortran_order': False, 'shape': (1,), }}", new byte[4], 1));

    [Theory]
    [InlineData("(65536, 65536)", "needs 17,179,869,184")]
    [InlineData("(4294967296, 4294967296)", "needs 9,223,372,036,854,775,807")]
    [InlineData("(4611686018427387904, 4)", "needs 9,223,372,036,854,775,807")]
    [InlineData("(4294967296, 0)", "dimension is at most")]
    [InlineData("(9223372036854775808,)", "too large")]
    [InlineData("(-1,)", "'-' at")]
    [InlineData("(01,)", "begins with 0")]
    [InlineData("(0)", "no tuple")]
    [InlineData("0", "'(' is expected")]
    [InlineData("(0 0)", "comma or ')'")]
    [InlineData("(0,,)", "integers")]
    [InlineData("(0.0,)", "comma or ')'")]
    [InlineData("[0]", "'(' is expected")]
    public void N1_shapes_that_do_not_fit_the_data_or_are_malformed_are_refused(string shape, string rule) =>
        Refused(rule, NpyBuilder.Bytes(Header("<f4", shape), [], 1));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(9, 0)]
    [InlineData(1, 1)]
    public void N1_other_versions_are_refused(byte major, byte minor)
    {
        byte[] bytes = NpyBuilder.Bytes(Header("<f4", "(1,)"), new byte[4], 1);
        bytes[6] = major;
        bytes[7] = minor;
        Refused($"version {major}.{minor}", bytes);
    }

    [Fact]
    public void Limits_of_dimensions_elements_and_bytes_are_enforced()
    {
        Dictionary<string, (string Shape, int Elements, LoadLimits Limits)> cases = new()
        {
            ["more than 8 dimensions"] = ("(1, 1, 1, 1, 1, 1, 1, 1, 1)", 1, LoadLimits.Default),
            ["5 elements; the limit is 4"] = ("(5,)", 5, new LoadLimits { Elements = 4 }),
            ["bytes; the limit is 16"] = ("(5,)", 5, new LoadLimits { FileBytes = 16 }),
        };
        foreach ((string rule, (string shape, int elements, LoadLimits limits)) in cases)
        {
            File.WriteAllBytes(_path, NpyBuilder.Bytes(Header("<f4", shape), new byte[4 * elements], 1));
            Assert.Contains(rule, Assert.Throws<ResourceLimitException>(() => NpyFile.Open(_path, limits)).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_layout_is_read(string type, bool isFortranOrder, byte version, int[] dimensions)
    {
        Shape shape = new(dimensions);
        float[] values = [.. Enumerable.Range(0, shape.Count).Select(i => (i - 3) / 4f)];       // all exact in 16 bits
        Tensor tensor = Read(NpyBuilder.Array(type, isFortranOrder, shape, values, version));
        Assert.Equal(shape, tensor.Shape);
        Assert.Equal(values, tensor.AsSpan());
    }

    public static TheoryData<string, bool, byte, int[]> Layouts()
    {
        TheoryData<string, bool, byte, int[]> data = [];
        foreach (string type in new[] { "<f2", "<f4", "<f8", ">f2", ">f4", ">f8" })
        {
            foreach (int[] dimensions in new int[][] { [], [5], [3, 4], [2, 3, 4], [2, 1, 3, 2], [3, 0, 2] })
            {
                data.Add(type, false, 1, dimensions);
                data.Add(type, true, 2, dimensions);
                data.Add(type, true, 3, dimensions);
            }
        }

        return data;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_array_longer_than_a_block_is_read_whole(bool isFortranOrder)
    {
        Shape shape = new(3, 131_077);                              // 3.1 MB of doubles; blocks of 1 MiB end within a row
        float[] values = [.. Enumerable.Range(0, shape.Count).Select(i => (float)i)];
        Assert.Equal(values, Read(NpyBuilder.Array(">f8", isFortranOrder, shape, values, 1)).AsSpan());
    }

    [Fact]
    public void A_header_in_another_order_and_without_spaces_is_read()
    {
        byte[] data = [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)];
        byte[] bytes = NpyBuilder.Bytes("{\"shape\":(2,1),'fortran_order':True,'descr':\"<f4\"}", data, 2);
        Assert.Equal([1f, 2f], Read(bytes).AsSpan());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_file_cut_or_lengthened_anywhere_is_refused(byte version)
    {
        byte[] whole = NpyBuilder.Array("<f4", true, new Shape(2, 3), [1, 2, 3, 4, 5, 6], version);
        for (int length = 0; length < whole.Length; length++)
            Refused("", whole[..length]);
        Refused("has 25 bytes", [.. whole, 0]);
    }

    [Fact]
    public void A_file_that_became_shorter_is_refused_when_it_is_read()
    {
        byte[] whole = NpyBuilder.Array("<f4", false, new Shape(6), [1, 2, 3, 4, 5, 6], 1);
        File.WriteAllBytes(_path, whole);
        NpyFile file = NpyFile.Open(_path, LoadLimits.Default);
        File.WriteAllBytes(_path, whole[..^4]);
        Assert.Contains("became shorter", Assert.Throws<ModelFormatException>(file.Read).Message);
    }

    [Fact]
    public void An_array_is_one_tensor_named_after_the_file()
    {
        File.WriteAllBytes(
            _path, NpyBuilder.Bytes(Header("<f4", "(2,)"), [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(-2f)], 1));
        Weights weights = Weights.Load(_path);
        Assert.Equal(Path.GetFileNameWithoutExtension(_path), Assert.Single(weights.Shapes!.Keys));
        Assert.Equal([1f, -2f], weights[weights.Shapes!.Keys.Single()].AsSpan());
        Assert.Contains("Architectures", Assert.Throws<ModelFormatException>(() => Model.Load(_path)).Message);
    }

    private static string Header(string type, string shape) => $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";

    private Tensor Read(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return NpyFile.Open(_path, LoadLimits.Default).Read();
    }

    private void Refused(string rule, byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        ModelFormatException refusal = Assert.Throws<ModelFormatException>(() => NpyFile.Open(_path, LoadLimits.Default));
        Assert.Equal(_path, refusal.Path);
        Assert.Contains(rule, refusal.Message);
    }
}
