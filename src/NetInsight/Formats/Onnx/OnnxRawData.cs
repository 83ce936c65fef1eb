using Microsoft.Win32.SafeHandles;

namespace NetInsight.Formats.Onnx;

/// <summary>The numbers that an <see cref="OnnxSkeleton"/> left in the file, read when they are asked for.</summary>
internal sealed class OnnxRawData(SafeFileHandle file, IReadOnlyDictionary<int, (long Offset, int Length)> places, string path)
{
    /// <summary>The bytes of an initializer's numbers, by its place in the file; null where they were not left out.</summary>
    public int? LengthOf(int initializer) => places.TryGetValue(initializer, out (long Offset, int Length) place) ? place.Length : null;

    /// <summary>Reads floats of a type.</summary>
    public Tensor ReadFloats(int initializer, ElementType type, Shape shape)
    {
        Tensor tensor = Tensor.Uninitialized(shape);
        file.ReadFloats(type, tensor.AsSpan(), places[initializer].Offset, path);
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
