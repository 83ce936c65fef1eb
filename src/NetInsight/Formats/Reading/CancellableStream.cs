namespace NetInsight.Formats.Reading;

/// <summary>Bytes as a stream whose reads throw once the token is cancelled: stops parsers that know no token.</summary>
internal sealed class CancellableStream(byte[] bytes, CancellationToken cancellation) : MemoryStream(bytes, writable: false)
{
    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        cancellation.ThrowIfCancellationRequested();
        return base.Read(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        return base.Read(buffer);
    }
}
