using System.Buffers.Binary;
using System.Text.Json;

namespace NetInsight.Formats.Safetensors;

/// <summary>
/// Writes safetensors files: the header's length in 8 bytes, a JSON header padded with spaces to a multiple of 8, then the tensors' bytes
/// in ordinal order of their names.
/// </summary>
internal static class SafetensorsWriter
{
    private const int BlockElements = 1 << 18;

    /// <summary>Writes named tensors one after the other, so that no more than one of them is held.</summary>
    /// <param name="stream">The target; it stays open.</param>
    /// <param name="shapes">Names and shapes.</param>
    /// <param name="read">Reads a tensor by its name.</param>
    /// <param name="type">How elements are stored.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>.</param>
    /// <param name="cancellationToken">Checked between blocks.</param>
    /// <exception cref="ArgumentException">
    /// A tensor is called __metadata__, or the header would be longer than the format allows.
    /// </exception>
    public static void Write(
        Stream stream,
        IReadOnlyDictionary<string, Shape> shapes,
        Func<string, Tensor> read,
        ElementType type,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        string[] names = [.. shapes.Keys.Order(StringComparer.Ordinal)];
        byte[] header = Header(names, shapes, type, metadata);
        if (header.Length > SafetensorsHeader.MaxBytes)
        {
            throw new ArgumentException(
                $"The header would have {header.Length:N0} bytes; a safetensors file may have {SafetensorsHeader.MaxBytes:N0}.");
        }

        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);

        byte[] bytes = new byte[BlockElements * type.Size()];
        foreach (string name in names)
        {
            ReadOnlyMemory<float> values = read(name).AsMemory();
            for (int start = 0; start < values.Length; start += BlockElements)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<float> block = values.Span[start..Math.Min(start + BlockElements, values.Length)];
                Span<byte> stored = bytes.AsSpan(0, block.Length * type.Size());
                type.FromFloats(block, stored);
                stream.Write(stored);
            }
        }
    }

    private static byte[] Header(
        string[] names, IReadOnlyDictionary<string, Shape> shapes, ElementType type, IReadOnlyDictionary<string, string> metadata)
    {
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (string name in names)
            {
                long end = offset + (long)shapes[name].Count * type.Size();
                WriteEntry(json, name, shapes[name], type, offset, end);
                offset = end;
            }

            json.WriteEndObject();
        }

        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');
        return header.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Shape shape, ElementType type, long start, long end)
    {
        if (name == SafetensorsHeader.MetadataName)
            throw new ArgumentException($"No tensor of a safetensors file may be called {name}.");
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsHeader.NameOf(type));
        json.WriteStartArray("shape");
        foreach (int extent in shape.Dimensions)
            json.WriteNumberValue(extent);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(start);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
