using System.Text;

namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>An entry of a zip file; everything but name and bytes is for malformed files.</summary>
internal sealed record ZipPart(string Name, byte[] Bytes)
{
    /// <summary>0 for stored, 8 for deflated.</summary>
    public ushort Method { get; init; }

    /// <summary>Bit 0: encrypted; bit 3: the sizes follow the data.</summary>
    public ushort Flags { get; init; }

    /// <summary>The length that the directory states; that of the bytes if null.</summary>
    public uint? Length { get; init; }

    /// <summary>The uncompressed length that the directory states; <see cref="Length"/> if null.</summary>
    public uint? UncompressedLength { get; init; }

    /// <summary>The name in the local header; <see cref="Name"/> if null.</summary>
    public string? LocalName { get; init; }

    /// <summary>The offset of the local header that the directory states; the true one if null.</summary>
    public uint? Header { get; init; }

    /// <summary>Whether sizes and offset are in a zip64 extra field.</summary>
    public bool IsWide { get; init; }
}

/// <summary>Writes zip files, valid and malformed ones.</summary>
internal static class ZipBuilder
{
    /// <summary>The file.</summary>
    /// <param name="parts">Its entries.</param>
    /// <param name="claimed">The number of entries that the end record states; the true one if null.</param>
    /// <param name="isWide">Whether there is a zip64 end record.</param>
    public static byte[] Build(IReadOnlyList<ZipPart> parts, int? claimed = null, bool isWide = false)
    {
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        using MemoryStream directory = new();
        using BinaryWriter entries = new(directory);
        foreach (ZipPart part in parts)
        {
            uint header = (uint)file.Length;
            WriteLocal(writer, part);
            WriteEntry(entries, part, part.Header ?? header);
        }

        uint start = (uint)file.Length;
        writer.Write(directory.ToArray());
        int count = claimed ?? parts.Count;
        if (isWide)
            WriteWideEnd(writer, count, (ulong)directory.Length, start);
        writer.Write(0x06054b50);
        writer.Write(0);
        writer.Write(isWide ? ushort.MaxValue : (ushort)count);
        writer.Write(isWide ? ushort.MaxValue : (ushort)count);
        writer.Write(isWide ? uint.MaxValue : (uint)directory.Length);
        writer.Write(isWide ? uint.MaxValue : start);
        writer.Write((ushort)0);
        return file.ToArray();
    }

    private static void WriteLocal(BinaryWriter writer, ZipPart part)
    {
        byte[] name = Encoding.UTF8.GetBytes(part.LocalName ?? part.Name);
        bool sizesFollow = (part.Flags & 8) != 0;
        writer.Write(0x04034b50);
        writer.Write((ushort)0);
        writer.Write(part.Flags);
        writer.Write(part.Method);
        writer.Write(0);
        writer.Write(0);
        writer.Write(sizesFollow ? 0 : part.Bytes.Length);
        writer.Write(sizesFollow ? 0 : part.Bytes.Length);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)5);                            // torch pads with an extra field, so that the data is aligned
        writer.Write(name);
        writer.Write(stackalloc byte[] { (byte)'F', (byte)'B', 1, 0, (byte)'Z' });
        writer.Write(part.Bytes);
    }

    private static void WriteEntry(BinaryWriter writer, ZipPart part, uint header)
    {
        byte[] name = Encoding.UTF8.GetBytes(part.Name);
        uint length = part.Length ?? (uint)part.Bytes.Length, uncompressed = part.UncompressedLength ?? length;
        writer.Write(0x02014b50);
        writer.Write(0);
        writer.Write(part.Flags);
        writer.Write(part.Method);
        writer.Write(0);
        writer.Write(0);
        writer.Write(part.IsWide ? uint.MaxValue : length);
        writer.Write(part.IsWide ? uint.MaxValue : uncompressed);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)(part.IsWide ? 28 : 0));
        writer.Write((ushort)0);
        writer.Write(0L);
        writer.Write(part.IsWide ? uint.MaxValue : header);
        writer.Write(name);
        if (!part.IsWide)
            return;
        writer.Write((ushort)1);
        writer.Write((ushort)24);
        writer.Write((ulong)uncompressed);
        writer.Write((ulong)length);
        writer.Write((ulong)header);
    }

    private static void WriteWideEnd(BinaryWriter writer, int count, ulong length, ulong start)
    {
        long offset = writer.BaseStream.Length;
        writer.Write(0x06064b50);
        writer.Write(44L);
        writer.Write(0);
        writer.Write(0L);
        writer.Write((long)count);
        writer.Write((long)count);
        writer.Write(length);
        writer.Write(start);
        writer.Write(0x07064b50);
        writer.Write(0);
        writer.Write(offset);
        writer.Write(1);
    }
}
