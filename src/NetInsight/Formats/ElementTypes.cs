using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace NetInsight.Formats;

/// <summary>Sizes of stored elements, and their conversion from and to floats.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch { ElementType.Float64 => 8, ElementType.Float32 => 4, _ => 2 };

    /// <summary>Converts little-endian elements to floats; source and target must hold equally many.</summary>
    public static void ToFloats(this ElementType type, ReadOnlySpan<byte> source, Span<float> target)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Model files are little-endian; this CPU is not.");
        switch (type)
        {
            case ElementType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(target));
                break;
            case ElementType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), target);
                break;
            case ElementType.BFloat16:
                for (int i = 0; i < target.Length; i++)
                    target[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16);
                break;
            default:
                for (int i = 0; i < target.Length; i++)
                    target[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]);
                break;
        }
    }

    /// <summary>
    /// Converts floats to little-endian elements, rounded to nearest, ties to even; source and target must hold equally many.
    /// </summary>
    public static void FromFloats(this ElementType type, ReadOnlySpan<float> source, Span<byte> target)
    {
        switch (type)
        {
            case ElementType.Float32:
                for (int i = 0; i < source.Length; i++)
                    BinaryPrimitives.WriteSingleLittleEndian(target[(4 * i)..], source[i]);
                break;
            case ElementType.Float16:
                for (int i = 0; i < source.Length; i++)
                    BinaryPrimitives.WriteHalfLittleEndian(target[(2 * i)..], (Half)source[i]);
                break;
            case ElementType.BFloat16:
                for (int i = 0; i < source.Length; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(target[(2 * i)..], UpperHalf(source[i]));
                break;
            default:
                for (int i = 0; i < source.Length; i++)
                    BinaryPrimitives.WriteDoubleLittleEndian(target[(8 * i)..], source[i]);
                break;
        }
    }

    private static ushort UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? (ushort)(bits >> 16 | 0x40)                   // stays NaN: rounded, one with few bits would become infinity
            : (ushort)(bits + 0x7fff + (bits >> 16 & 1) >> 16);
    }
}
