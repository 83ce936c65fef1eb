namespace NetInsight.Formats.Reading;

/// <summary>Reads a byte range of a file front to back through a buffer of 64 KiB; nothing beyond the range is ever read.</summary>
/// <param name="file">The open file.</param>
/// <param name="path">Its path, for messages.</param>
/// <param name="rangeName">What the range is, for messages; empty for the whole file.</param>
/// <param name="start">Offset of the range's first byte.</param>
/// <param name="end">Offset of the byte behind its last.</param>
internal sealed class FileRangeReader(ByteSource file, string path, string rangeName, long start, long end)
{
    /// <summary>The most bytes that one <see cref="Read"/> may return.</summary>
    public const int MaxReadBytes = 1 << 16;

    private readonly byte[] _buffer = new byte[MaxReadBytes];
    private int _consumed;                          // buffer bytes already returned
    private int _filled;                            // buffer bytes that are valid
    private readonly long _start = start;
    private long _next = start;                     // file offset of the byte behind the buffer's last

    /// <summary>File offset of the next byte.</summary>
    public long Position => _next - (_filled - _consumed);

    /// <summary>Bytes from the position to the end of the range.</summary>
    public long Remaining => end - Position;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => Read(1)[0];

    /// <summary>Reads bytes; the span is valid until the next call.</summary>
    /// <param name="count">How many, at most <see cref="MaxReadBytes"/>.</param>
    public ReadOnlySpan<byte> Read(int count)
    {
        Require((ulong)count);
        if (_filled - _consumed < count)
            Fill(count);
        _consumed += count;
        return _buffer.AsSpan(_consumed - count, count);
    }

    /// <summary>Skips bytes.</summary>
    public void Skip(ulong count)
    {
        Require(count);
        if (count <= (ulong)(_filled - _consumed))
        {
            _consumed += (int)count;
            return;
        }

        _next = Position + (long)count;
        _consumed = _filled = 0;
    }

    /// <summary>Refuses a length that goes beyond the range, before anything is allocated for it.</summary>
    public void Require(ulong count)
    {
        if (count > (ulong)Remaining)
            throw Fault($"{count:N0} bytes are needed here, but only {Remaining:N0} are left.");
    }

    /// <summary>The exception for a broken rule at the position.</summary>
    public ModelFormatException Fault(string rule) =>
        new(path, $"{(rangeName.Length == 0 ? "" : $"{rangeName}, ")}byte {Position - _start:N0}", rule);

    private void Fill(int count)
    {
        int unread = _filled - _consumed;
        _buffer.AsSpan(_consumed, unread).CopyTo(_buffer);
        (_consumed, _filled) = (0, unread);
        while (_filled < count)
        {
            int free = (int)Math.Min(_buffer.Length - _filled, end - _next);
            int read = file.Read(_buffer.AsSpan(_filled, free), _next);
            if (read == 0)
                throw Fault("the file ends here: it became shorter while it was read.");
            _filled += read;
            _next += read;
        }
    }
}
