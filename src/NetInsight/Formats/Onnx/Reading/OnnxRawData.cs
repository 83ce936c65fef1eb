using Microsoft.Win32.SafeHandles;
using NetInsight.Formats.Reading;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>The raw_data that an <see cref="OnnxSkeleton"/> leaves out, read from the file when requested.</summary>
internal sealed class OnnxRawData(
    SafeFileHandle file,
    IReadOnlyDictionary<int, (long Offset, int Length)> ranges,
    string path,
    CancellationToken cancellation = default)
{
    /// <summary>
    /// The byte count of an initializer's raw_data, by the initializer's index in the file; null where it was not left out.
    /// </summary>
    public int? LengthOf(int initializer) => ranges.TryGetValue(initializer, out (long Offset, int Length) range) ? range.Length : null;

    /// <summary>Reads raw_data as floats.</summary>
    public Tensor ReadFloats(int initializer, ElementType type, Shape shape)
    {
        Tensor tensor = Tensor.Uninitialized(shape);
        file.ReadFloats(type, tensor.AsSpan(), ranges[initializer].Offset, path, cancellation);
        return tensor;
    }

    /// <summary>Reads raw_data as bytes.</summary>
    public byte[] ReadBytes(int initializer)
    {
        byte[] bytes = new byte[ranges[initializer].Length];
        file.ReadExactly(bytes, ranges[initializer].Offset, path, cancellation);
        return bytes;
    }
}
