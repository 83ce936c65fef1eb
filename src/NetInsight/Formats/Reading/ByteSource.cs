using Microsoft.Win32.SafeHandles;
using NetInsight.Imaging.Files;

namespace NetInsight.Formats.Reading;

/// <summary>The bytes of a file, in a file that is opened once or in memory, so that readers need one way for both.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>The bytes, where they are in memory.</summary>
    public virtual ReadOnlyMemory<byte>? Memory => null;

    /// <summary>What the file is; null in memory, and where the system does not say.</summary>
    public virtual FileStatus? Status => null;

    /// <summary>Opens a regular file.</summary>
    /// <exception cref="ModelFormatException">The path names a folder, a pipe or a device.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ByteSource Open(string path) =>
        Of(RegularFile.Open(path, rule => new ModelFormatException(path, "", rule)));

    /// <summary>Opens a file again whose header was read before, and makes sure that it is the same file.</summary>
    /// <exception cref="ModelFormatException">Another file has taken its name since.</exception>
    public static ByteSource OpenAgain(string path, FileStatus? before)
    {
        ByteSource source = Open(path);
        if (before is not { } expected || source.Status is not { } found || found.IsSameFile(expected))
            return source;
        source.Dispose();
        throw new ModelFormatException(path, "", "was replaced by another file after its header was read.");
    }

    /// <summary>An open file, which is closed with this.</summary>
    public static ByteSource Of(SafeFileHandle file) => new OpenFile(file);

    /// <summary>Bytes in memory.</summary>
    public static ByteSource Of(ReadOnlyMemory<byte> bytes) => new MemoryBytes(bytes);

    /// <summary>Reads some bytes; 0 only at the end.</summary>
    public abstract int Read(Span<byte> target, long offset);

    /// <summary>Reads the first bytes, as many as there are.</summary>
    public byte[] Start(int most)
    {
        byte[] start = new byte[(int)Math.Min(most, Length)];
        return start[..ReadSome(start, 0)];
    }

    /// <summary>Reads until the target is full or the file ends.</summary>
    public int ReadSome(Span<byte> target, long offset)
    {
        int filled = 0;
        for (int read = 1; read > 0 && filled < target.Length; filled += read)
            read = Read(target[filled..], offset + filled);
        return filled;
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    private sealed class OpenFile(SafeFileHandle file) : ByteSource
    {
        public override long Length { get; } = RandomAccess.GetLength(file);

        public override FileStatus? Status => RegularFile.StatusOf(file);

        public override int Read(Span<byte> target, long offset) => RandomAccess.Read(file, target, offset);

        public override void Dispose()
        {
            file.Dispose();
            base.Dispose();
        }
    }

    private sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : ByteSource
    {
        public override long Length => bytes.Length;

        public override ReadOnlyMemory<byte>? Memory => bytes;

        public override int Read(Span<byte> target, long offset)
        {
            if (offset >= bytes.Length)
                return 0;
            ReadOnlySpan<byte> rest = bytes.Span[(int)offset..];
            int count = Math.Min(rest.Length, target.Length);
            rest[..count].CopyTo(target);
            return count;
        }
    }
}
