using Microsoft.Win32.SafeHandles;
using NetInsight.Formats.Reading;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// An ONNX file without the large raw_data of its initializers: small enough for protobuf to parse, with the file range of each raw_data
/// left out. Elements are then read once, directly into tensors; parsed by protobuf they would be in memory three times.
/// </summary>
internal sealed class OnnxSkeleton
{
    /// <summary>Shorter raw_data is not left out.</summary>
    private const int MinBytes = 1024;

    private readonly FileRangeReader _file;
    private readonly Dictionary<int, (long Offset, int Length)> _ranges = [];
    private int _initializers;

    private readonly CancellationToken _cancellation;

    private OnnxSkeleton(FileRangeReader file, CancellationToken cancellation) => (_file, _cancellation) = (file, cancellation);

    /// <summary>The field numbers from the model to raw_data: ModelProto.graph, GraphProto.initializer, TensorProto.raw_data.</summary>
    private static ReadOnlySpan<int> Path => [7, 5, 9];

    /// <summary>The file with the large raw_data of initializers left out.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>The file range of the raw_data left out, by the initializer's index in the file.</summary>
    public IReadOnlyDictionary<int, (long Offset, int Length)> RawDataRanges => _ranges;

    /// <summary>Reads a file; null where its fields cannot be followed: the parser then decides on the whole file.</summary>
    public static OnnxSkeleton? Read(SafeFileHandle file, long length, string path, CancellationToken cancellation = default)
    {
        OnnxSkeleton skeleton = new(new FileRangeReader(file, path, "", 0, length), cancellation);
        using MemoryStream result = new();
        if (!skeleton.TryCopy(length, 0, result))
            return null;
        skeleton.Bytes = result.ToArray();
        return skeleton;
    }

    /// <summary>Copies a message that ends at <paramref name="end"/>, without the raw_data; false where the message is malformed.</summary>
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
            bool isOnPath = (tag & 7) == 2 && tag >> 3 == (ulong)Path[level];
            if (!isOnPath || (level == 2 && length < MinBytes))
                CopyContent(result, (tag & 7) == 2, (long)length);
            else if (level < 2 ? !TryCopyInner((long)length, level + 1, result) : !TryLeaveOut(result, tag, (long)length))
                return false;
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
        using MemoryStream inner = new();
        bool isCopied = TryCopy(_file.Position + length, level, inner);
        WriteVarint(result, (ulong)inner.Length);
        inner.WriteTo(result);
        _initializers += level == 2 ? 1 : 0;
        return isCopied;
    }

    /// <summary>Removes the tag from the copy again and records the range of the raw_data.</summary>
    private bool TryLeaveOut(MemoryStream result, ulong tag, long length)
    {
        if (length > int.MaxValue)
            return false;
        for (; tag >= 0x80; tag >>= 7)
            result.SetLength(result.Length - 1);
        result.SetLength(result.Length - 1);
        _ranges[_initializers] = (_file.Position, (int)length);
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
