using Microsoft.Win32.SafeHandles;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// An ONNX file without the numbers of its initializers: what protobuf parses, and where the numbers lie. So the numbers are read once, straight into
/// tensors; parsed with the rest they would stand in memory three times.
/// </summary>
internal sealed class OnnxSkeleton
{
    /// <summary>Shorter raw_data stays where it is.</summary>
    private const int Large = 1024;

    private readonly FileWindow _file;
    private readonly Dictionary<int, (long Offset, int Length)> _rawData = [];
    private int _initializers;

    private OnnxSkeleton(FileWindow file) => _file = file;

    /// <summary>The field of each message that is gone into, from the model inwards: its graph, the graph's initializers, their raw_data.</summary>
    private static ReadOnlySpan<int> Path => [7, 5, 9];

    /// <summary>The file with the large raw_data of initializers left out.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>For initializers by their place in the file, where the raw_data that was left out lies.</summary>
    public IReadOnlyDictionary<int, (long Offset, int Length)> RawData => _rawData;

    /// <summary>Reads a file; null where its fields cannot be followed, so that the whole is left to the parser to judge.</summary>
    public static OnnxSkeleton? Read(SafeFileHandle file, long length, string path)
    {
        OnnxSkeleton skeleton = new(new FileWindow(file, path, "", 0, length));
        using MemoryStream result = new();
        if (!skeleton.TryCopy(length, 0, result))
            return null;
        skeleton.Bytes = result.ToArray();
        return skeleton;
    }

    /// <summary>Copies a message that ends at <paramref name="end"/>.</summary>
    private bool TryCopy(long end, int level, MemoryStream result)
    {
        while (_file.Position < end)
        {
            if (!TryVarint(end, out ulong tag))
                return false;
            WriteVarint(result, tag);
            ulong extent = 0;
            switch (tag & 7)
            {
                case 0 when TryVarint(end, out ulong value):
                    WriteVarint(result, value);
                    continue;
                case 1:
                    extent = 8;
                    break;
                case 2 when TryVarint(end, out extent):
                    break;
                case 5:
                    extent = 4;
                    break;
                default:
                    return false;                           // groups, which nobody writes any more, or an end in the midst of a number
            }

            if (extent > (ulong)(end - _file.Position))
                return false;
            bool isWayIn = (tag & 7) == 2 && tag >> 3 == (ulong)Path[level];
            if (!isWayIn || (level == 2 && extent < Large))
                CopyContent(result, (tag & 7) == 2, (long)extent);
            else if (level < 2 ? !TryCopyInner((long)extent, level + 1, result) : !TryLeaveOut(result, tag, (long)extent))
                return false;
        }

        return true;
    }

    private void CopyContent(MemoryStream result, bool hasLength, long extent)
    {
        if (hasLength)
            WriteVarint(result, (ulong)extent);
        while (extent > 0)
        {
            ReadOnlySpan<byte> part = _file.Take((int)Math.Min(extent, FileWindow.MostAtOnce));
            result.Write(part);
            extent -= part.Length;
        }
    }

    private bool TryCopyInner(long extent, int level, MemoryStream result)
    {
        using MemoryStream inner = new();
        bool isCopied = TryCopy(_file.Position + extent, level, inner);
        WriteVarint(result, (ulong)inner.Length);
        inner.WriteTo(result);
        _initializers += level == 2 ? 1 : 0;
        return isCopied;
    }

    /// <summary>Takes the tag back out of the copy and notes where the numbers lie.</summary>
    private bool TryLeaveOut(MemoryStream result, ulong tag, long extent)
    {
        if (extent > int.MaxValue)
            return false;
        for (; tag >= 0x80; tag >>= 7)
            result.SetLength(result.Length - 1);
        result.SetLength(result.Length - 1);
        _rawData[_initializers] = (_file.Position, (int)extent);
        _file.Skip((ulong)extent);
        return true;
    }

    private bool TryVarint(long end, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 70 && _file.Position < end; shift += 7)
        {
            byte next = _file.Next();
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
