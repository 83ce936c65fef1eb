using System.Buffers.Binary;
using NetInsight.Formats.Reading;
using NetInsight.Imaging;
using NetInsight.Imaging.Files;

namespace NetInsight.Formats.Safetensors;

/// <summary>
/// A safetensors file: the header's length in 8 bytes, a JSON header, then the tensors' bytes. The header is read and checked when the file
/// is opened, each tensor when it is requested, so that weights are never held twice.
/// </summary>
internal sealed class SafetensorsFile
{
    private readonly string _path;
    private readonly FileStatus? _status;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _entries;

    private SafetensorsFile(string path, FileStatus? status, long dataStart, SafetensorsHeader header)
    {
        _path = path;
        _status = status;
        _dataStart = dataStart;
        _entries = header.Entries.ToDictionary(entry => entry.Name);
        Metadata = header.Metadata;
        Shapes = header.Entries.Where(entry => entry.Type is not null).ToDictionary(entry => entry.Name, entry => entry.Shape);
    }

    /// <summary>The strings of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The shapes of the float tensors; integer tensors (such as counters) are skipped.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="ModelFormatException">The header breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path, LoadLimits limits)
    {
        using ByteSource file = ByteSource.Open(path);
        long length = file.Length;
        if (length > limits.FileBytes)
            throw new ResourceLimitException($"{Printable.Escape(path)} has {length:N0} bytes; the limit is {limits.FileBytes:N0}.");
        Span<byte> prefix = stackalloc byte[8];
        if (length < prefix.Length || file.ReadSome(prefix, 0) < prefix.Length)
            throw new ModelFormatException(path, "header", $"is too small: the file has {length} bytes, a safetensors file at least 8.");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.MaxBytes)
        {
            throw new ModelFormatException(
                path, "header", $"is too large: {headerLength:N0} bytes; the format allows {SafetensorsHeader.MaxBytes:N0}.");
        }

        if (headerLength > (ulong)(length - prefix.Length))
        {
            throw new ModelFormatException(
                path, "header", $"goes beyond the file: {headerLength:N0} bytes from byte 8 on, of {length:N0}.");
        }

        byte[] json = new byte[headerLength];
        file.ReadExactly(json, prefix.Length, path);
        long dataStart = prefix.Length + (long)headerLength;
        SafetensorsHeader header = SafetensorsHeader.Parse(json, length - dataStart, path, limits);
        LoadBudget budget = new(path, limits);
        foreach (SafetensorsEntry entry in header.Entries.Where(entry => entry.Type is not null))
            budget.Take(4L * entry.Shape.Count, entry.Name);
        return new SafetensorsFile(path, file.Status, dataStart, header);
    }

    /// <summary>Reads a tensor as floats.</summary>
    public Tensor Read(string name, CancellationToken cancellation = default)
    {
        SafetensorsEntry entry = _entries[name];
        ElementType type = entry.Type ?? throw new ModelFormatException(_path, name, $"holds {entry.TypeName}; floats are expected.");
        Tensor tensor = Tensor.Uninitialized(entry.Shape);
        using ByteSource file = ByteSource.OpenAgain(_path, _status);
        file.ReadFloats(type, tensor.AsSpan(), _dataStart + entry.Start, _path, cancellation);
        return tensor;
    }
}
