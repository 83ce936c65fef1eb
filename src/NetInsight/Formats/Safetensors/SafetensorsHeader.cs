using System.Text.Json;
using NetInsight.Imaging;

namespace NetInsight.Formats.Safetensors;

/// <summary>
/// The header of a safetensors file, checked by every rule of the format: one JSON object of at most 100,000,000 bytes without duplicate
/// keys; each tensor has the bytes that its shape and type need; the tensors cover the rest of the file without overlap or gap.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's limit of the header.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>The key of the object of strings.</summary>
    public const string MetadataName = "__metadata__";

    private static readonly Dictionary<string, (int Size, ElementType? Type)> Types = new()
    {
        ["BOOL"] = (1, null),
        ["U8"] = (1, null),
        ["I8"] = (1, null),
        ["F8_E4M3"] = (1, null),
        ["F8_E5M2"] = (1, null),
        ["I16"] = (2, null),
        ["U16"] = (2, null),
        ["F16"] = (2, ElementType.Float16),
        ["BF16"] = (2, ElementType.BFloat16),
        ["I32"] = (4, null),
        ["U32"] = (4, null),
        ["F32"] = (4, ElementType.Float32),
        ["I64"] = (8, null),
        ["U64"] = (8, null),
        ["F64"] = (8, ElementType.Float64),
    };

    /// <summary>Bytes of an entry with an empty name, dtype and shape.</summary>
    private const int ShortestEntry = 46;

    private readonly string _path;
    private readonly LoadLimits _limits;

    private SafetensorsHeader(string path, LoadLimits limits)
    {
        _path = path;
        _limits = limits;
    }

    /// <summary>The format's name of a type.</summary>
    public static string NameOf(ElementType type) => Types.Single(pair => pair.Value.Type == type).Key;

    /// <summary>The tensors, in the order of their bytes.</summary>
    public List<SafetensorsEntry> Entries { get; } = [];

    /// <summary>The strings of <c>__metadata__</c>.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Reads a header.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">The bytes after it.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="limits">Limits.</param>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string path, LoadLimits limits)
    {
        SafetensorsHeader header = new(path, limits);
        if (json.IsEmpty || json[0] != (byte)'{')
            throw header.Fault("header", "must begin with '{'.");
        try
        {
            header.CheckCount(json);
            header.Read(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw header.Fault("header", $"is not the JSON that was expected: {e.Message}", e);
        }

        header.CheckCoverage(dataLength);
        return header;
    }

    /// <summary>Counts the tensors before any is kept, so that a header of too many costs no more memory than its bytes.</summary>
    private void CheckCount(ReadOnlySpan<byte> json)
    {
        if (json.Length / ShortestEntry <= _limits.Tensors)
            return;
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 64 });
        reader.Read();
        for (int count = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Skip())
        {
            if (!reader.ValueTextEquals(MetadataName) && ++count > _limits.Tensors)
                throw new ResourceLimitException($"{Printable.Escape(_path)}: more than {_limits.Tensors:N0} tensors.");
        }
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 64 });
        reader.Read();
        HashSet<string> names = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (name.Length > _limits.NameLength)
                throw Fault("header", $"holds a name of {name.Length:N0} characters; the limit is {_limits.NameLength:N0}.");
            if (!names.Add(name))
                throw Fault(name, "appears twice in the header.");
            reader.Read();
            if (name == MetadataName)
                ReadMetadata(ref reader);
            else
                Entries.Add(ReadEntry(ref reader, name));
        }

        if (reader.Read())
            throw Fault("header", "continues after its object.");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataName, "an object of strings");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(ref reader, JsonTokenType.String, MetadataName, "an object of strings");
            if (!Metadata.TryAdd(key, reader.GetString()!))
                throw Fault(MetadataName, $"'{key}' appears twice.");
            if (Metadata.Count > _limits.Tensors)
                throw new ResourceLimitException($"{Printable.Escape(_path)}: more than {_limits.Tensors:N0} strings in {MetadataName}.");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, name, "an object with dtype, shape and data_offsets");
        string? type = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            if (field == "dtype" && type is null && reader.TokenType == JsonTokenType.String)
                type = reader.GetString();
            else if (field == "shape" && shape is null)
                shape = ReadIntegers(ref reader, name, field, _limits.Rank);
            else if (field == "data_offsets" && offsets is null)
                offsets = ReadIntegers(ref reader, name, field, 2);
            else
            {
                throw Fault(name, $"has a field '{field}' that is unknown, appears twice or is no string; "
                    + "dtype, shape and data_offsets are expected.");
            }
        }

        if (type is null || shape is null || offsets is not [long start, long end])
            throw Fault(name, "needs dtype, shape and two data_offsets.");
        if (!Types.TryGetValue(type, out (int Size, ElementType? Type) stored))
            throw Fault(name, $"has the unknown dtype '{type}'.");
        Int128 bytes = stored.Size;
        foreach (long dimension in shape)
            bytes = Int128.Min(bytes * dimension, long.MaxValue);          // capped: beyond any file it need not be exact
        if (start > end || bytes != end - start)
        {
            string dimensions = string.Join(", ", shape);
            throw Fault(name, $"holds {end - start:N0} bytes, but its shape [{dimensions}] and dtype {type} need {bytes:N0}.");
        }

        return new SafetensorsEntry(name, stored.Type, type, ToShape(shape, name), start, end);
    }

    private Shape ToShape(long[] dimensions, string name)
    {
        foreach (long dimension in dimensions)
        {
            if (dimension > int.MaxValue)
                throw Fault(name, $"has a dimension of {dimension:N0}; at most {int.MaxValue:N0} is possible.");
        }

        return new Shape(Array.ConvertAll(dimensions, dimension => (int)dimension));
    }

    private long[] ReadIntegers(ref Utf8JsonReader reader, string name, string field, int maxCount)
    {
        Expect(ref reader, JsonTokenType.StartArray, name, $"{field} as a list of integers");
        List<long> values = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            bool isDigits = reader.TokenType == JsonTokenType.Number && reader.ValueSpan.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
            if (!isDigits || !reader.TryGetInt64(out long value))
                throw Fault(name, $"{field} must be integers from 0 to {long.MaxValue:N0}.");
            values.Add(value);
            if (values.Count > maxCount)
                throw Fault(name, $"{field} has more than {maxCount} values.");
        }

        return [.. values];
    }

    /// <summary>Tensors must follow each other without overlap or gap, from the first byte to the last.</summary>
    private void CheckCoverage(long dataLength)
    {
        Entries.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        long expected = 0, elements = 0;
        foreach (SafetensorsEntry entry in Entries)
        {
            if (entry.Start != expected)
            {
                string problem = entry.Start < expected ? "overlaps what comes before it" : "leaves a gap before it";
                throw Fault(entry.Name, $"begins at byte {entry.Start:N0} of the data, but {problem}: {expected:N0} was expected.");
            }

            expected = entry.End;
            elements += entry.Shape.Count;
        }

        if (expected != dataLength)
            throw Fault("data", $"has {dataLength:N0} bytes, but the tensors end at {expected:N0}.");
        if (elements > _limits.Elements)
            throw new ResourceLimitException($"{Printable.Escape(_path)}: {elements:N0} elements; the limit is {_limits.Elements:N0}.");
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType token, string location, string what)
    {
        if (reader.TokenType != token)
            throw Fault(location, $"{what} is expected, but there is {reader.TokenType}.");
    }

    private ModelFormatException Fault(string location, string rule, Exception? inner = null) => new(_path, location, rule, inner);
}
