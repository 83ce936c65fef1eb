using System.Buffers.Binary;
using System.Text;

namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>Writes pickles opcode by opcode, valid and invalid ones.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> _bytes;

    /// <summary>Starts a pickle of a protocol.</summary>
    public PickleBuilder(byte protocol = 2) => _bytes = [0x80, protocol];

    /// <summary>The pickle, ended by STOP.</summary>
    public byte[] Stop() => [.. _bytes, (byte)'.'];

    /// <summary>Any bytes, such as opcodes of one letter: "})(" and so on.</summary>
    public PickleBuilder Op(string letters) => Op(Encoding.Latin1.GetBytes(letters));

    /// <summary>Any bytes.</summary>
    public PickleBuilder Op(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A string (BINUNICODE).</summary>
    public PickleBuilder Text(string text) => Op((byte)'X').Four((uint)Encoding.UTF8.GetByteCount(text)).Op(Encoding.UTF8.GetBytes(text));

    /// <summary>Four bytes, little-endian.</summary>
    public PickleBuilder Four(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Op(bytes);
    }

    /// <summary>Eight bytes, little-endian.</summary>
    public PickleBuilder Eight(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Op(bytes);
    }

    /// <summary>An integer (LONG1 of 8 bytes).</summary>
    public PickleBuilder Integer(long value) => Op(0x8a, 8).Eight((ulong)value);

    /// <summary>A tuple of integers.</summary>
    public PickleBuilder Integers(params long[] values)
    {
        Op("(");
        foreach (long value in values)
            Integer(value);
        return Op("t");
    }

    /// <summary>A class or function by GLOBAL.</summary>
    public PickleBuilder Global(string module, string name) => Op($"c{module}\n{name}\n");

    /// <summary>A storage by its persistent id.</summary>
    public PickleBuilder Storage(TorchStorage storage, bool isLegacy)
    {
        Op("(").Text("storage").Global("torch", storage.Type).Text(storage.Key).Text("cpu").Integer(storage.Count);
        return Op(isLegacy ? "NtQ" : "tQ");
    }

    /// <summary>A tensor, a view of a storage.</summary>
    public PickleBuilder Tensor(TorchStorage storage, long offset, long[] sizes, long[] strides, bool isLegacy = false) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(storage, isLegacy).Integer(offset).Integers(sizes).Integers(strides)
            .Op(0x89).Global("collections", "OrderedDict").Op(")RtR");
}
