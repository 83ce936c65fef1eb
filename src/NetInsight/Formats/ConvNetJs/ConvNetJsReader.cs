using System.Text.Json;
using NetInsight.Formats.Reading;
using NetInsight.Graphs;
using NetInsight.Imaging;

namespace NetInsight.Formats.ConvNetJs;

/// <summary>Reads networks that ConvNetJS wrote with <c>JSON.stringify(net.toJSON())</c> into graphs.</summary>
/// <remarks>
/// Whatever the bytes are, only our own exceptions and I/O exceptions are thrown. Nothing is allocated for a declared size before the file
/// is known to hold that many elements.
/// </remarks>
internal static class ConvNetJsReader
{
    /// <summary>
    /// The largest text: JsonDocument needs 12 bytes a token in one array, and no token is shorter than 1.5 bytes.
    /// </summary>
    private const int MaxBytes = 256_000_000;

    /// <summary>More than any file's nesting: network, layers, layer, filters, filter, elements.</summary>
    private const int MaxDepth = 16;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = ConvNetJsReader.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Whether bytes begin like a JSON object: the first that is not whitespace is a brace. No ONNX file begins so.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = WithoutByteOrderMark(bytes).TrimStart(" \t\r\n"u8);
        return text is [(byte)'{', ..];
    }

    /// <summary>Whether a file begins like a JSON object.</summary>
    public static bool Recognizes(ByteSource file)
    {
        byte[] block = new byte[4096];
        long position = file.ReadSome(block, 0);
        ReadOnlySpan<byte> text = WithoutByteOrderMark(block.AsSpan(0, (int)position));
        while (text.TrimStart(" \t\r\n"u8).IsEmpty && position < file.Length)
        {
            int read = file.ReadSome(block, position);
            if (read == 0)
                break;
            text = block.AsSpan(0, read);
            position += read;
        }

        return Recognizes(text);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">The file is broken: where, and what was expected.</exception>
    /// <exception cref="UnsupportedOperatorException">The network has layers that NetInsight does not support; all are listed.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    public static Graph Read(ByteSource file, string path, LoadLimits limits, CancellationToken cancellation = default)
    {
        CheckSize(file.Length, path, limits);
        if (file.Memory is { } memory)
            return Read(memory, path, limits, cancellation);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)file.Length);
        file.ReadExactly(bytes, 0, path, cancellation);
        return Read(bytes, path, limits, cancellation);
    }

    /// <summary>Reads bytes.</summary>
    /// <inheritdoc cref="Read(ByteSource, string, LoadLimits, CancellationToken)"/>
    public static Graph Read(ReadOnlyMemory<byte> bytes, string name, LoadLimits limits, CancellationToken cancellation = default)
    {
        CheckSize(bytes.Length, name, limits);
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes[^WithoutByteOrderMark(bytes.Span).Length..], Strict);
            cancellation.ThrowIfCancellationRequested();
            return new ConvNetJsImport(name, limits).Convert(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new ModelFormatException(name, "", $"is no ConvNetJS network: {e.Rule()}", e);
        }
    }

    /// <summary>The text without a byte order mark (U+FEFF).</summary>
    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> bytes) =>
        bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;

    private static void CheckSize(long length, string path, LoadLimits limits)
    {
        long limit = Math.Min(limits.FileBytes, MaxBytes);
        if (length > limit)
            throw new ResourceLimitException($"{Printable.Escape(path)} has {length:N0} bytes; the limit for JSON is {limit:N0}.");
    }
}
