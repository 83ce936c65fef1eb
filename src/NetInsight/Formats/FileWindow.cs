using Microsoft.Win32.SafeHandles;

namespace NetInsight.Formats;

/// <summary>A range of a file, read front to back through a block of 64 KB; nothing beyond the range is ever read.</summary>
/// <param name="file">The open file.</param>
/// <param name="path">Its path, for messages.</param>
/// <param name="part">What the range is, for messages; empty for the file itself.</param>
/// <param name="start">The first byte of the range.</param>
/// <param name="end">The byte behind its last.</param>
internal sealed class FileWindow(SafeFileHandle file, string path, string part, long start, long end)
{
    /// <summary>The most bytes that can be taken at once.</summary>
    public const int MostAtOnce = 1 << 16;

    private readonly byte[] _block = new byte[MostAtOnce];
    private int _at;
    private int _filled;
    private readonly long _start = start;
    private long _next = start;                     // where in the file the byte behind the block's last stands

    /// <summary>Where in the file the next byte stands.</summary>
    public long Position => _next - (_filled - _at);

    /// <summary>Bytes from the position to the end of the range.</summary>
    public long Left => end - Position;

    /// <summary>Reads one byte.</summary>
    public byte Next() => Take(1)[0];

    /// <summary>Reads bytes; they are valid until the next call.</summary>
    /// <param name="count">How many, at most <see cref="MostAtOnce"/>.</param>
    public ReadOnlySpan<byte> Take(int count)
    {
        Need((ulong)count);
        if (_filled - _at < count)
            Fill(count);
        _at += count;
        return _block.AsSpan(_at - count, count);
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(ulong count)
    {
        Need(count);
        if (count <= (ulong)(_filled - _at))
        {
            _at += (int)count;
            return;
        }

        _next = Position + (long)count;
        _at = _filled = 0;
    }

    /// <summary>Refuses a length that goes beyond the range, before anything is allocated for it.</summary>
    public void Need(ulong count)
    {
        if (count > (ulong)Left)
            throw Fault($"{count:N0} bytes are needed here, but only {Left:N0} are left.");
    }

    /// <summary>The exception for what is wrong at the position.</summary>
    public ModelFormatException Fault(string rule) => new(path, $"{(part.Length == 0 ? "" : $"{part}, ")}byte {Position - _start:N0}", rule);

    private void Fill(int count)
    {
        int kept = _filled - _at;
        _block.AsSpan(_at, kept).CopyTo(_block);
        (_at, _filled) = (0, kept);
        while (_filled < count)
        {
            int read = RandomAccess.Read(file, _block.AsSpan(_filled, (int)Math.Min(_block.Length - _filled, end - _next)), _next);
            if (read == 0)
                throw Fault("the file ends here: it became shorter while it was read.");
            _filled += read;
            _next += read;
        }
    }
}
