using NetInsight.Formats.Reading;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// An ONNX file without the large data of its initializers: small enough for protobuf to parse, with the file range of all data left
/// out. Elements are then read once, directly into tensors; parsed by protobuf they would be in memory three times, and packed integers of
/// one byte take eight.
/// </summary>
internal sealed class OnnxSkeleton
{
    /// <summary>Shorter data are not left out.</summary>
    private const int MinBytes = 1024;

    private readonly FileRangeReader _file;
    private readonly Dictionary<int, OnnxStoredData> _ranges = [];
    private readonly MemoryStream?[] _messages = new MemoryStream?[3];      // by level, used again for each message of it
    private int _initializers;

    private readonly CancellationToken _cancellation;

    private OnnxSkeleton(FileRangeReader file, CancellationToken cancellation) => (_file, _cancellation) = (file, cancellation);

    /// <summary>The field numbers from the model to a tensor: ModelProto.graph, GraphProto.initializer.</summary>
    private static ReadOnlySpan<int> Path => [7, 5];

    /// <summary>The file with the large data of initializers left out.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Where the data left out lie, by the initializer's index in the file.</summary>
    public IReadOnlyDictionary<int, OnnxStoredData> RawDataRanges => _ranges;

    /// <summary>Reads a file; null where its fields cannot be followed: the parser then decides on the whole file.</summary>
    public static OnnxSkeleton? Read(ByteSource file, string path, CancellationToken cancellation = default)
    {
        OnnxSkeleton skeleton = new(new FileRangeReader(file, path, "", 0, file.Length), cancellation);
        using MemoryStream result = new();
        if (!skeleton.TryCopy(file.Length, 0, result))
            return null;
        skeleton.Bytes = result.ToArray();
        return skeleton;
    }

    /// <summary>Copies a message that ends at <paramref name="end"/>, without the data; false where the message is malformed.</summary>
    private bool TryCopy(long end, int level, MemoryStream result)
    {
        while (_file.Position < end)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (!TryVarint(end, out ulong tag))
                return false;
            WriteVarint(result, tag);
            ulong length = 0;
            switch (tag & 7)                                // the wire type
            {
                case 0 when TryVarint(end, out ulong value):
                    WriteVarint(result, value);
                    continue;
                case 1:
                    length = 8;
                    break;
                case 2 when TryVarint(end, out length):
                    break;
                case 5:
                    length = 4;
                    break;
                default:
                    return false;                           // a group (deprecated), or the message ends within a varint
            }

            if (length > (ulong)(end - _file.Position))
                return false;
            bool hasLength = (tag & 7) == 2;
            bool isOnPath = hasLength && level < Path.Length && tag >> 3 == (ulong)Path[level];
            bool isLeftOut = hasLength && level == Path.Length && OnnxStoredData.Holds(tag >> 3) && length >= MinBytes;
            if (isOnPath ? !TryCopyInner((long)length, level + 1, result) : isLeftOut && !TryLeaveOut(result, tag, (long)length))
                return false;
            if (!isOnPath && !isLeftOut)
                CopyContent(result, hasLength, (long)length);
        }

        return true;
    }

    private void CopyContent(MemoryStream result, bool hasLength, long length)
    {
        if (hasLength)
            WriteVarint(result, (ulong)length);
        while (length > 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> block = _file.Read((int)Math.Min(length, FileRangeReader.MaxReadBytes));
            result.Write(block);
            length -= block.Length;
        }
    }

    private bool TryCopyInner(long length, int level, MemoryStream result)
    {
        MemoryStream inner = _messages[level] ??= new MemoryStream();
        inner.SetLength(0);
        bool isCopied = TryCopy(_file.Position + length, level, inner);
        WriteVarint(result, (ulong)inner.Length);
        inner.WriteTo(result);
        _initializers += level == 2 ? 1 : 0;
        return isCopied;
    }

    /// <summary>Removes the tag from the copy again and records the range of the data; false for a second field of a tensor.</summary>
    private bool TryLeaveOut(MemoryStream result, ulong tag, long length)
    {
        int field = (int)(tag >> 3);
        if (length > int.MaxValue || (_ranges.TryGetValue(_initializers, out OnnxStoredData first)
            && (field, first.Field) != (OnnxStoredData.RawData, OnnxStoredData.RawData)))
            return false;                                   // of raw_data the last counts; packed data are joined
        for (; tag >= 0x80; tag >>= 7)
            result.SetLength(result.Length - 1);
        result.SetLength(result.Length - 1);
        _ranges[_initializers] = new OnnxStoredData(field, _file.Position, (int)length);
        _file.Skip((ulong)length);
        return true;
    }

    private bool TryVarint(long end, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 70 && _file.Position < end; shift += 7)
        {
            byte next = _file.ReadByte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }

    private static void WriteVarint(MemoryStream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
