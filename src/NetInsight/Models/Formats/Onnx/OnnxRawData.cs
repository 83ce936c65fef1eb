using Microsoft.Win32.SafeHandles;

namespace NetInsight;

/// <summary>The numbers that an <see cref="OnnxSkeleton"/> left in the file, read when they are asked for.</summary>
internal sealed class OnnxRawData(SafeFileHandle file, IReadOnlyDictionary<int, (long Offset, int Length)> places, string path)
{
    private const int Block = 1 << 20;

    /// <summary>The bytes of an initializer's numbers, by its place in the file; null where they were not left out.</summary>
    public int? LengthOf(int initializer) => places.TryGetValue(initializer, out (long Offset, int Length) place) ? place.Length : null;

    /// <summary>Reads floats of a type.</summary>
    public Tensor ReadFloats(int initializer, ElementType type, Shape shape)
    {
        (long offset, int length) = places[initializer];
        Tensor tensor = Tensor.Uninitialized(shape);
        byte[] block = new byte[Math.Min(Block, length)];
        for (int at = 0; at < length; at += block.Length)
        {
            Span<byte> part = block.AsSpan(0, Math.Min(block.Length, length - at));
            file.ReadWhole(part, offset + at, path);
            type.ToFloats(part, tensor.AsSpan().Slice(at / type.Size(), part.Length / type.Size()));
        }

        return tensor;
    }

    /// <summary>Reads the bytes as they are.</summary>
    public byte[] ReadBytes(int initializer)
    {
        byte[] bytes = new byte[places[initializer].Length];
        file.ReadWhole(bytes, places[initializer].Offset, path);
        return bytes;
    }
}
