using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace NetInsight.Tests;

/// <summary>The tensors of one reference file, read plainly: a length, a JSON header, little-endian floats.</summary>
internal sealed class ReferenceFile
{
    private readonly byte[] _bytes;
    private readonly JsonElement _header;
    private readonly int _start;

    private ReferenceFile(string path)
    {
        _bytes = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(_bytes);
        _start = 8 + length;
        _header = JsonDocument.Parse(_bytes.AsMemory(8, length)).RootElement;
    }

    /// <summary>Opens <c>shared/reference/NAME.safetensors</c>, or skips the test.</summary>
    public static ReferenceFile Require(string name) => new(SharedFiles.Require($"reference/{name}.safetensors"));

    public Tensor this[string name]
    {
        get
        {
            JsonElement entry = _header.GetProperty(name);
            int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32())];
            int[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
            ReadOnlySpan<byte> values = _bytes.AsSpan(_start + offsets[0], offsets[1] - offsets[0]);
            return new Tensor(new Shape(shape), MemoryMarshal.Cast<byte, float>(values));
        }
    }

    /// <summary>The names of the tensors.</summary>
    public IEnumerable<string> Names => _header.EnumerateObject().Select(entry => entry.Name).Where(name => name != "__metadata__");

    /// <summary>The metadata.</summary>
    public IReadOnlyDictionary<string, string> Texts =>
        _header.GetProperty("__metadata__").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);

    public int Metadata(string name) => int.Parse(_header.GetProperty("__metadata__").GetProperty(name).GetString()!);
}
