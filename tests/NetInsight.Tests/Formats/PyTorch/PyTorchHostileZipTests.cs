using System.Diagnostics;
using System.IO.Compression;

namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>Zip files that torch.save does not write: RELIABILITY.md B3, row P4.</summary>
public sealed class PyTorchHostileZipTests : IDisposable
{
    private static readonly TorchStorage Ten = TorchStorage.Range("0", 10);
    private static readonly byte[] Pickle = TorchBuilder.OneTensor(Ten, 0, [10], [1]);
    private readonly PyTorchScratch _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void P4_a_compressed_entry_is_refused()
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("net/data.pkl", CompressionLevel.Optimal).Open();
            entry.Write(new byte[1 << 20]);
        }

        _file.Refused("is compressed (method 8", bytes.ToArray());
    }

    [Fact]
    public void P4_false_lengths_are_refused()
    {
        Refused("by its header, but 44 by the directory", part => part with { Length = 44 });
        Refused("by its header, but 36 by the directory", part => part with { Length = 36 });
        Refused("is compressed (method 0", part => part with { Length = 40, UncompressedLength = 1 << 28 });
        Refused("the directory begins at", part => part with { Length = 1 << 30, Flags = 8 });
        Refused("over what begins at", part => part with { Length = 60, Flags = 8 });
        Refused("elements of FloatStorage need", part => part with { Length = 36, Flags = 8 });
        Refused("begins at byte", part => part with { Length = uint.MaxValue - 1, IsWide = true });
        Refused("no zip64 sizes", part => part with { Length = uint.MaxValue });
        Refused("by its header, but not by the directory", part => part with { Flags = 0 }, bytes =>
            bytes[HeaderOffset(bytes, "net/data/0") + 8] = 8);
    }

    [Fact]
    public void P4_entries_that_overlap_are_refused()
    {
        PickleBuilder builder = new PickleBuilder().Op("}(").Text("a").Tensor(Ten, 0, [1], [1]);
        byte[] pickle = builder.Text("b").Tensor(Ten with { Key = "1" }, 0, [1], [1]).Op("u").Stop();
        List<ZipPart> parts = TorchBuilder.Parts(pickle, Ten);
        uint header = (uint)HeaderOffset(ZipBuilder.Build(parts), "net/data/0");
        parts.Add(new ZipPart("net/data/0", Ten.Bytes) { Header = header });
        _file.Refused("twice", ZipBuilder.Build(parts));
        parts[^1] = new ZipPart("net/data/1", Ten.Bytes) { Header = header };
        _file.Refused("no header of its name", ZipBuilder.Build(parts));

        // A whole zip entry inside another's bytes.
        byte[] inner = ZipBuilder.Build([new ZipPart("net/data/1", Ten.Bytes)]);
        parts = TorchBuilder.Parts(pickle, Ten);
        parts.Insert(0, new ZipPart("net/outer", inner));
        parts.Add(new ZipPart("net/data/1", Ten.Bytes) { Header = 30 + 9 + 5 });
        _file.Refused("over what begins at", ZipBuilder.Build(parts));
    }

    [Fact]
    public void P4_duplicate_and_false_names_are_refused()
    {
        List<ZipPart> parts = TorchBuilder.Parts(Pickle, Ten);
        _file.Refused("twice", ZipBuilder.Build([.. parts, parts[0]]));
        Refused("no header of its name", part => part with { LocalName = "net/data/9" });
        _file.Refused("one data.pkl", ZipBuilder.Build([.. parts, new ZipPart("other/data.pkl", Pickle)]));
        _file.Refused("no data.pkl", ZipBuilder.Build([new ZipPart("data.pkl", Pickle)]));
        _file.Refused("no data.pkl", ZipBuilder.Build([new ZipPart("a/b/data.pkl", Pickle)]));
        _file.Refused("no data.pkl", ZipBuilder.Build([new ZipPart("word/document.xml", Pickle)]));
    }

    [Fact]
    public void P4_as_many_entries_as_zip_allows_are_refused_quickly()
    {
        List<ZipPart> parts = [.. Enumerable.Range(0, 65_534).Select(i => new ZipPart($"net/data/{i}", []))];
        byte[] bytes = ZipBuilder.Build(parts), wide = ZipBuilder.Build([.. parts, new ZipPart("net/x", [])], isWide: true);
        Stopwatch watch = Stopwatch.StartNew();
        _file.Refused("no data.pkl", bytes);
        _file.Refused("no data.pkl", wide);
        _file.Limited("limit is 1,010", bytes, new LoadLimits { Tensors = 10 });
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 6);
    }

    [Theory]
    [InlineData(4, "bytes follow the last of 2 entries")]
    [InlineData(-2, "lies in several files")]
    public void P4_a_false_number_of_entries_is_refused(int kind, string rule)
    {
        byte[] bytes = ZipBuilder.Build(TorchBuilder.Parts(Pickle, Ten), claimed: 2);
        if (kind < 0)
            bytes[^14] = 9;
        _file.Refused(rule, bytes);
        _file.Refused("too few for 4 entries", ZipBuilder.Build(TorchBuilder.Parts(Pickle, Ten), claimed: 4));
        _file.Refused("too few for 1,000 entries", ZipBuilder.Build(TorchBuilder.Parts(Pickle, Ten), claimed: 1000));
        _file.Limited("limit is 101,000", ZipBuilder.Build(TorchBuilder.Parts(Pickle, Ten), claimed: 2_000_000_000, isWide: true));
    }

    [Fact]
    public void P4_zip64_garbage_is_refused()
    {
        byte[] narrow = ZipBuilder.Build(TorchBuilder.Parts(Pickle, Ten));
        narrow.AsSpan(^14..^2).Fill(0xff);
        _file.Refused("should end", narrow);
        byte[] wide = ZipBuilder.Build(TorchBuilder.Parts(Pickle, Ten), isWide: true);
        int record = wide.Length - 22 - 20 - 56;
        (int Offset, string Rule)[] cases =
        [
            (record + 24, "several files"),
            (record + 16, "several files"),
            (record + 40, "should end"),
            (record + 48, "should end"),
            (record + 56 + 8, "zip64 record"),
            (record, "zip64 record"),
        ];
        foreach ((int offset, string rule) in cases)
        {
            byte[] broken = (byte[])wide.Clone();
            broken.AsSpan(offset, 8).Fill(0xff);
            _file.Refused(rule, broken);
        }

        byte[] both = (byte[])TorchFixtures.Zip.Clone();
        both[^6]++;
        _file.Refused("where the record of the end has", both);
    }

    [Fact]
    public void P4_bytes_behind_the_end_are_refused() =>
        _file.Refused("no directory at its end", [.. ZipBuilder.Build(TorchBuilder.Parts(Pickle, Ten)), 0]);

    [Theory]
    [InlineData(1)]
    [InlineData(0x2000)]
    public void P4_an_encrypted_entry_is_refused(int flags) => Refused("is encrypted", part => part with { Flags = (ushort)flags });

    [Theory]
    [InlineData("net/constants.pkl")]
    [InlineData("net/code/__torch__.py")]
    public void P4_TorchScript_is_refused_by_name(string name) =>
        _file.Refused("TorchScript", ZipBuilder.Build([.. TorchBuilder.Parts(Pickle, Ten), new ZipPart(name, [])]));

    [Fact]
    public void P4_the_tar_format_is_refused_by_name()
    {
        byte[] tar = new byte[1024];
        "sys_info"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));
        _file.Refused("tar file", tar);
    }

    [Fact]
    public void The_byte_order_must_be_little_endian_where_it_is_stated()
    {
        List<ZipPart> parts = TorchBuilder.Parts(Pickle, Ten);
        Assert.Equal(10, _file.Load(ZipBuilder.Build([.. parts, new ZipPart("net/byteorder", "little"u8.ToArray())]))["a"].AsSpan().Length);
        foreach (string order in new[] { "big", "", "little-but-long-and-longer" })
            _file.Refused(
                "little-endian", ZipBuilder.Build([.. parts, new ZipPart("net/byteorder", System.Text.Encoding.ASCII.GetBytes(order))]));
    }

    [Fact]
    public void Bytes_behind_the_pickle_are_refused() =>
        _file.Refused("2 bytes follow the pickle", TorchBuilder.Zip([.. Pickle, 1, 2], Ten));

    /// <summary>A file whose storage's entry is changed is refused.</summary>
    private void Refused(string rule, Func<ZipPart, ZipPart> change, Action<byte[]>? breakBytes = null)
    {
        List<ZipPart> parts = TorchBuilder.Parts(Pickle, Ten);
        parts[1] = change(parts[1]);
        byte[] bytes = ZipBuilder.Build(parts);
        breakBytes?.Invoke(bytes);
        _file.Refused(rule, bytes);
    }

    /// <summary>The offset of an entry's local header: 30 bytes before its name.</summary>
    private static int HeaderOffset(byte[] bytes, string name) => bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name)) - 30;
}
