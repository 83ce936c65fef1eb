using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NetInsight.Imaging.Files;

namespace NetInsight.Formats.Npy;

/// <summary>Writes a NumPy array file, version 1.0: 32-bit floats, lowest byte first, row-major.</summary>
internal static class NpyWriter
{
    private const int Alignment = 64;

    /// <summary>Writes a tensor, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Tensor tensor) => WholeFile.Write(path, stream =>
    {
        stream.Write(Header(tensor.Shape));
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes<float>(tensor.AsSpan()));
            return;
        }

        byte[] bytes = new byte[4];
        foreach (float value in tensor.AsSpan())
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    });

    /// <summary>Magic, version, length and dictionary, padded by spaces so that elements begin at a multiple of 64 bytes.</summary>
    private static byte[] Header(Shape shape)
    {
        string dimensions = string.Concat(
            Enumerable.Range(0, shape.Rank).Select(axis => shape[axis].ToString(CultureInfo.InvariantCulture) + ", "));
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({dimensions}), }}";
        int length = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment - 10;
        byte[] header = new byte[10 + length];
        ((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]).CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n").CopyTo(header, 10);
        return header;
    }
}
