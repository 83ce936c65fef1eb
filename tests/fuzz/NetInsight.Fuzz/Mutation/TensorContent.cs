using System.Buffers.Binary;
using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Mutation;

/// <summary>Tensors of any element type, and the values that mutated constants hold.</summary>
internal static class TensorContent
{
    private static readonly double[] Special =
        [0, -0.0, 1, -1, 0.5, 2, 1e-6, 1e6, 1e-30, 1e30, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    /// <summary>The types of integers.</summary>
    public static readonly DataType[] Integers =
    [
        DataType.Uint8, DataType.Int8, DataType.Int32, DataType.Int64, DataType.Uint16, DataType.Int16, DataType.Uint32, DataType.Uint64,
    ];

    /// <summary>A tensor in raw_data.</summary>
    public static TensorProto Of(DataType type, int[] shape, Func<int, double> element)
    {
        int count = shape.Aggregate(1, (product, extent) => product * extent), size = SizeOf(type);
        byte[] raw = new byte[count * size];
        for (int i = 0; i < count; i++)
            Write(raw.AsSpan(i * size), type, element(i));
        TensorProto tensor = new() { DataType = (int)type, RawData = ByteString.CopyFrom(raw) };
        tensor.Dims.AddRange(shape.Select(extent => (long)extent));
        return tensor;
    }

    /// <summary>Values for a type: mostly between -2 and 2 or small integers, sometimes all equal, zeros or special values.</summary>
    public static Func<int, double> Values(DataType type, Choices choices)
    {
        int seed = choices.Next(256), kind = choices.Next(16);
        double only = choices.Of(Special), constant = choices.Of(0, 1, -1, 2, 0.5, 3);
        bool isInteger = !(type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16);
        int span = choices.Of(3, 7, 100);
        return kind switch
        {
            0 => _ => constant,
            1 when !isInteger => i => i == seed % 5 ? only : Hash(i, seed),
            2 => i => Math.Round(Hash(i, seed) * 2),
            _ when isInteger => i => type == DataType.Bool ? Math.Round(Math.Abs(Hash(i, seed)) / 2) : Math.Round(Hash(i, seed) * span / 2),
            _ => i => Hash(i, seed),
        };
    }

    /// <summary>Bytes of an element.</summary>
    public static int SizeOf(DataType type) => type switch
    {
        DataType.Double or DataType.Int64 or DataType.Uint64 => 8,
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
        _ => 1,
    };

    /// <summary>Writes an element; integers end at the ends of the type.</summary>
    public static void Write(Span<byte> to, DataType type, double value)
    {
        double whole = double.IsNaN(value) ? 0 : Math.Truncate(value);
        switch (type)
        {
            case DataType.Float:
                BinaryPrimitives.WriteSingleLittleEndian(to, (float)value);
                break;
            case DataType.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(to, value);
                break;
            case DataType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(to, (Half)value);
                break;
            case DataType.Bfloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16));
                break;
            case DataType.Int64:
                BinaryPrimitives.WriteInt64LittleEndian(to, (long)whole);
                break;
            case DataType.Uint64:
                BinaryPrimitives.WriteUInt64LittleEndian(to, (ulong)Math.Abs(whole));
                break;
            case DataType.Int32:
                BinaryPrimitives.WriteInt32LittleEndian(to, (int)whole);
                break;
            case DataType.Uint32:
                BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)Math.Abs(whole));
                break;
            case DataType.Int16:
                BinaryPrimitives.WriteInt16LittleEndian(to, (short)Math.Clamp(whole, short.MinValue, short.MaxValue));
                break;
            case DataType.Uint16:
                BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)Math.Clamp(Math.Abs(whole), 0, ushort.MaxValue));
                break;
            case DataType.Int8:
                to[0] = (byte)(sbyte)Math.Clamp(whole, sbyte.MinValue, sbyte.MaxValue);
                break;
            case DataType.Bool:
                to[0] = whole == 0 ? (byte)0 : (byte)1;
                break;
            default:
                to[0] = (byte)Math.Clamp(Math.Abs(whole), 0, byte.MaxValue);
                break;
        }
    }

    /// <summary>The elements of a tensor of floats, doubles or 64-bit integers; none of others.</summary>
    public static IEnumerable<double> Read(TensorProto tensor)
    {
        byte[] raw = tensor.RawData.ToByteArray();
        return (DataType)tensor.DataType switch
        {
            DataType.Float => Enumerable.Range(0, raw.Length / 4).Select(i => (double)BitConverter.ToSingle(raw, 4 * i)),
            DataType.Double => Enumerable.Range(0, raw.Length / 8).Select(i => BitConverter.ToDouble(raw, 8 * i)),
            DataType.Float16 => Enumerable.Range(0, raw.Length / 2).Select(i => (double)BitConverter.ToHalf(raw, 2 * i)),
            DataType.Int64 when raw.Length > 0 => Enumerable.Range(0, raw.Length / 8).Select(i => (double)BitConverter.ToInt64(raw, 8 * i)),
            DataType.Int64 => tensor.Int64Data.Select(element => (double)element),
            _ => [],
        };
    }

    /// <summary>A pseudo-random value from -2 to 2.</summary>
    private static double Hash(int index, int seed)
    {
        ulong z = ((ulong)seed << 32) + (ulong)index + 1;
        z *= 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z ^= z >> 31;
        return (z >> 40) / (double)(1 << 22) - 2;
    }
}
