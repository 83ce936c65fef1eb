using System.Buffers.Binary;
using System.Text;

namespace NetInsight.Tests.Formats.Npy;

/// <summary>Writes NumPy array files in tests.</summary>
internal static class NpyBuilder
{
    /// <summary>A file of any header and data; the header is not padded.</summary>
    public static byte[] Bytes(string header, byte[] data, byte version)
    {
        byte[] text = Encoding.Latin1.GetBytes(header);
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)text.Length));
        else
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    /// <summary>
    /// A file as NumPy writes it: the header is padded with spaces and a line feed, so that the data begins at a multiple of 64.
    /// </summary>
    /// <param name="type">Byte order and type, as in <c>&gt;f4</c>.</param>
    /// <param name="isFortranOrder">Whether the file is column-major.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="version">1, 2 or 3.</param>
    public static byte[] Array(string type, bool isFortranOrder, Shape shape, ReadOnlySpan<float> values, byte version)
    {
        string tuple = string.Concat(shape.Dimensions.ToArray().Select(dimension => $"{dimension},"));
        string header = $"{{'descr': '{type}', 'fortran_order': {(isFortranOrder ? "True" : "False")}, 'shape': ({tuple}), }}";
        int prefix = version == 1 ? 10 : 12;
        int whole = (prefix + header.Length + 64) / 64 * 64;
        List<byte> data = [];
        for (int i = 0; i < values.Length; i++)
            data.AddRange(BytesOf(type, values[isFortranOrder ? RowMajorIndex(i, shape) : i]));
        return Bytes(header.PadRight(whole - prefix - 1) + '\n', [.. data], version);
    }

    /// <summary>The row-major index of the element with the column-major index <paramref name="index"/>.</summary>
    private static int RowMajorIndex(int index, Shape shape)
    {
        int result = 0, stride = shape.Count;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            stride /= shape[axis];
            result += index % shape[axis] * stride;
            index /= shape[axis];
        }

        return result;
    }

    private static byte[] BytesOf(string type, float value)
    {
        byte[] bytes = type[2] switch
        {
            '2' => BitConverter.GetBytes((Half)value),
            '4' => BitConverter.GetBytes(value),
            _ => BitConverter.GetBytes((double)value),
        };
        if (type[0] == '>')
            System.Array.Reverse(bytes);
        return bytes;
    }
}
