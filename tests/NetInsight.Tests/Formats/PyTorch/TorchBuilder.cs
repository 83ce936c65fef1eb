using System.Buffers.Binary;

namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>A storage of a PyTorch file: its class, key, bytes, and the count that the pickle states.</summary>
internal sealed record TorchStorage(string Type, string Key, byte[] Bytes, long Count)
{
    /// <summary>Floats.</summary>
    public static TorchStorage Of(string key, params float[] values) =>
        new("FloatStorage", key, [.. values.SelectMany(BitConverter.GetBytes)], values.Length);

    /// <summary>0, 1, 2 and so on as floats.</summary>
    public static TorchStorage Range(string key, int count) => Of(key, [.. Enumerable.Range(0, count).Select(value => (float)value)]);
}

/// <summary>Assembles pickles and storages into files as torch.save writes them.</summary>
internal static class TorchBuilder
{
    /// <summary>A pickle of a dict of one tensor "a".</summary>
    public static byte[] OneTensor(TorchStorage storage, long offset, long[] sizes, long[] strides, bool isLegacy = false) =>
        new PickleBuilder().Op("}").Text("a").Tensor(storage, offset, sizes, strides, isLegacy).Op("s").Stop();

    /// <summary>The entries of a zip file; a test can add more.</summary>
    public static List<ZipPart> Parts(byte[] pickle, params TorchStorage[] storages)
    {
        List<ZipPart> parts = [new("net/data.pkl", pickle)];
        parts.AddRange(storages.Select(storage => new ZipPart($"net/data/{storage.Key}", storage.Bytes)));
        parts.Add(new ZipPart("net/version", "3\n"u8.ToArray()));
        return parts;
    }

    /// <summary>A zip file.</summary>
    public static byte[] Zip(byte[] pickle, params TorchStorage[] storages) => ZipBuilder.Build(Parts(pickle, storages));

    /// <summary>A file of the legacy format.</summary>
    public static byte[] Legacy(byte[] pickle, params TorchStorage[] storages)
    {
        List<byte> bytes = [.. Start(), .. pickle];
        PickleBuilder keys = new PickleBuilder().Op("](");
        foreach (TorchStorage storage in storages)
            keys.Text(storage.Key);
        bytes.AddRange(keys.Op("e").Stop());
        byte[] count = new byte[8];
        foreach (TorchStorage storage in storages)
        {
            BinaryPrimitives.WriteInt64LittleEndian(count, storage.Count);
            bytes.AddRange(count);
            bytes.AddRange(storage.Bytes);
        }

        return [.. bytes];
    }

    /// <summary>The three pickles before the object.</summary>
    public static byte[] Start(int protocol = 1001, bool isLittle = true) =>
    [
        .. new PickleBuilder().Op(0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Stop(),
        .. new PickleBuilder().Integer(protocol).Stop(),
        .. new PickleBuilder().Op("}(").Text("protocol_version").Integer(1001)
            .Text("little_endian").Op(isLittle ? (byte)0x88 : (byte)0x89).Op("u").Stop(),
    ];
}
