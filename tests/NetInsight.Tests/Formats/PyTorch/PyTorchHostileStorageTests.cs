namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>Tensors and storages that do not fit each other or the file: RELIABILITY.md B3, row P3, in both formats.</summary>
public sealed class PyTorchHostileStorageTests : IDisposable
{
    private static readonly TorchStorage Ten = TorchStorage.Range("0", 10);
    private readonly PyTorchScratch _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(0, new long[] { 11 }, new long[] { 1 }, "element 10 of storage")]
    [InlineData(10, new long[] { 1 }, new long[] { 1 }, "element 10 of storage")]
    [InlineData(10, new long[] { }, new long[] { }, "element 10 of storage")]
    [InlineData(11, new long[] { 0 }, new long[] { 1 }, "element 11 of storage")]
    [InlineData(long.MaxValue, new long[] { 2 }, new long[] { 1 }, "of storage")]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 }, "not negative")]
    [InlineData(0, new long[] { -1 }, new long[] { 1 }, "sizes must be integers from 0 on")]
    [InlineData(9, new long[] { 2 }, new long[] { -1 }, "strides must be integers from 0 on")]
    [InlineData(0, new long[] { 2 }, new long[] { 1L << 40 }, "of storage")]
    [InlineData(0, new long[] { 2, 2 }, new long[] { long.MaxValue, long.MaxValue }, "of storage")]
    [InlineData(0, new long[] { 1L << 31 }, new long[] { 0 }, "dimension of 2,147,483,648")]
    [InlineData(0, new long[] { 1L << 62, 4 }, new long[] { 1, 1 }, "dimension of")]
    [InlineData(0, new long[] { 65_536, 65_536, 65_536, 65_536 }, new long[] { 0, 0, 0, 0 }, "repeat elements")]
    [InlineData(0, new long[] { 11 }, new long[] { 0 }, "repeat elements")]
    [InlineData(0, new long[] { 2, 5 }, new long[] { 5 }, "2 sizes and 1 strides")]
    [InlineData(0, new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "at most 8")]
    public void P3_a_tensor_that_leaves_its_storage_is_refused(long offset, long[] sizes, long[] strides, string rule)
    {
        _file.Refused(rule, TorchBuilder.Zip(TorchBuilder.OneTensor(Ten, offset, sizes, strides), Ten));
        _file.Refused(rule, TorchBuilder.Legacy(TorchBuilder.OneTensor(Ten, offset, sizes, strides, isLegacy: true), Ten));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue)]
    [InlineData((1L << 62) + 10)]                       // times 4 it overflows to 40 in 64 bits
    public void P3_a_storage_of_another_length_is_refused(long count)
    {
        TorchStorage claimed = Ten with { Count = count };
        _file.Refused("elements of FloatStorage need", TorchBuilder.Zip(TorchBuilder.OneTensor(claimed, 0, [1], [1]), Ten));
        _file.Refused("in the pickle", TorchBuilder.Legacy(TorchBuilder.OneTensor(claimed, 0, [1], [1], isLegacy: true), Ten));
        if (count > 10)
            _file.Refused("beyond the file", TorchBuilder.Legacy(TorchBuilder.OneTensor(claimed, 0, [1], [1], isLegacy: true), claimed));
        else
            _file.Refused("4 bytes follow", TorchBuilder.Legacy(TorchBuilder.OneTensor(claimed, 0, [1], [1], isLegacy: true), claimed));
    }

    [Fact]
    public void P3_a_negative_count_is_refused()
    {
        TorchStorage claimed = Ten with { Count = -1 };
        _file.Refused("outside", TorchBuilder.Zip(TorchBuilder.OneTensor(claimed, 0, [1], [1]), Ten));
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a\\b")]
    [InlineData("a\0")]
    [InlineData("")]
    public void P3_a_key_that_is_no_simple_name_is_refused(string key)
    {
        TorchStorage storage = Ten with { Key = key };
        _file.Refused("has the key", TorchBuilder.Zip(TorchBuilder.OneTensor(storage, 0, [1], [1]), storage));
        _file.Refused("has the key", TorchBuilder.Legacy(TorchBuilder.OneTensor(storage, 0, [1], [1], isLegacy: true), storage));
    }

    [Fact]
    public void P3_a_missing_storage_is_refused()
    {
        _file.Refused("net/data/0: is missing", TorchBuilder.Zip(TorchBuilder.OneTensor(Ten, 0, [1], [1])));
        _file.Refused("has 0 keys", TorchBuilder.Legacy(TorchBuilder.OneTensor(Ten, 0, [1], [1], isLegacy: true)));
    }

    [Fact]
    public void P3_a_storage_beyond_or_twice_is_refused()
    {
        byte[] pickle = TorchBuilder.OneTensor(Ten, 0, [1], [1], isLegacy: true);
        _file.Refused("does not refer", TorchBuilder.Legacy(pickle, Ten, Ten with { Key = "1" }));
        _file.Refused("twice", TorchBuilder.Legacy(pickle, Ten, Ten));
        _file.Refused("3 bytes follow", [.. TorchBuilder.Legacy(pickle, Ten), 1, 2, 3]);
    }

    [Fact]
    public void P3_one_storage_has_one_type_and_count()
    {
        TorchStorage other = Ten with { Type = "IntStorage" };
        byte[] pickle = new PickleBuilder().Op("}(").Text("a").Tensor(Ten, 0, [1], [1]).Text("b").Tensor(other, 0, [1], [1]).Op("u").Stop();
        _file.Refused("10 elements of IntStorage here", TorchBuilder.Zip(pickle, Ten));
    }

    [Fact]
    public void P3_a_storage_that_views_another_is_refused()
    {
        PickleBuilder pickle = new PickleBuilder().Op("(").Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu");
        pickle.Integer(10).Integers(1, 0, 5).Op("tQ");
        _file.RefusedPickle("view of another", pickle.Stop());
    }

    [Fact]
    public void The_start_of_the_legacy_format_is_checked()
    {
        byte[] pickle = new PickleBuilder().Op("}").Stop();
        _file.Refused("magic number", [.. pickle, .. pickle, .. pickle, .. pickle, .. pickle]);
        _file.Refused("protocol than 1001", [.. TorchBuilder.Start(1000), .. pickle, .. pickle]);
        _file.Refused("little-endian", [.. TorchBuilder.Start(isLittle: false), .. pickle, .. pickle]);
        _file.Refused("list of the keys", [.. TorchBuilder.Start(), .. pickle, .. pickle]);
        _file.Refused("protocol, 2 to 5", [.. TorchBuilder.Start(), .. "(dp0\n."u8]);
    }
}
