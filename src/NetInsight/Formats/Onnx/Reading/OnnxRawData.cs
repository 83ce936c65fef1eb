using NetInsight.Formats.Reading;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>The data that an <see cref="OnnxSkeleton"/> leaves out, read from the file when requested.</summary>
internal sealed class OnnxRawData(
    ByteSource file,
    IReadOnlyDictionary<int, OnnxStoredData> ranges,
    string path,
    CancellationToken cancellation = default)
{
    /// <summary>
    /// Where an initializer's data lie, by the initializer's index in the file; null where they were not left out.
    /// </summary>
    public OnnxStoredData? Of(int initializer) => ranges.TryGetValue(initializer, out OnnxStoredData range) ? range : null;

    /// <summary>Reads elements of fixed size as floats.</summary>
    public Tensor ReadFloats(OnnxStoredData data, ElementType type, Shape shape)
    {
        Tensor tensor = Tensor.Uninitialized(shape);
        file.ReadFloats(type, tensor.AsSpan(), data.Offset, path, cancellation);
        return tensor;
    }

    /// <summary>Reads bytes.</summary>
    public byte[] ReadBytes(OnnxStoredData data)
    {
        byte[] bytes = new byte[data.Length];
        file.ReadExactly(bytes, data.Offset, path, cancellation);
        return bytes;
    }

    /// <summary>The number of integers in a field of varints (7 bits a byte, the last without the upper bit).</summary>
    public int CountVarints(OnnxStoredData data)
    {
        FileRangeReader reader = Reader(data);
        int count = 0;
        while (reader.Remaining > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (byte next in reader.Read((int)Math.Min(reader.Remaining, FileRangeReader.MaxReadBytes)))
                count += next < 0x80 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Reads varints, each given to the caller with its index.</summary>
    /// <exception cref="ModelFormatException">One has more than 10 bytes, or the last does not end.</exception>
    public void ReadVarints(OnnxStoredData data, Action<int, ulong> take)
    {
        FileRangeReader reader = Reader(data);
        ulong value = 0;
        int shift = 0, index = 0;
        while (reader.Remaining > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (byte next in reader.Read((int)Math.Min(reader.Remaining, FileRangeReader.MaxReadBytes)))
            {
                if (shift >= 70)
                    throw reader.Fault("an integer has more than 10 bytes.");
                value |= (ulong)(next & 0x7f) << shift;
                shift += 7;
                if (next >= 0x80)
                    continue;
                take(index++, value);
                (value, shift) = (0, 0);
            }
        }

        if (shift > 0)
            throw reader.Fault("the last integer does not end.");
    }

    private FileRangeReader Reader(OnnxStoredData data) => new(file, path, "", data.Offset, data.Offset + data.Length);
}
