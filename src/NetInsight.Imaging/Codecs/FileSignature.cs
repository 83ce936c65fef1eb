using System.Text;

namespace NetInsight.Imaging.Codecs;

/// <summary>
/// Recognises formats by their first bytes. Only supported formats reach the native decoder, which would otherwise accept almost any
/// bytes as one of its minor formats (WBMP has no signature at all).
/// </summary>
internal static class FileSignature
{
    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    /// <summary>Null if the bytes begin as a supported format; otherwise a sentence that says what they are instead.</summary>
    public static string? WhyNotReadable(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "The file is empty.";
        if (bytes.StartsWith(Png) || IsJpeg(bytes) || bytes.StartsWith("GIF8"u8) || bytes.StartsWith("BM"u8) || IsRiff(bytes, "WEBP"u8))
            return null;
        return Known(bytes) is { } name
            ? $"{name} is not read; PNG, JPEG, WebP, BMP and the first frame of GIF are."
            : "The file does not begin as PNG, JPEG, WebP, BMP or GIF do.";
    }

    public static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Png);

    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Jpeg);

    private static string? Known(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8))
            return "TIFF";
        if (bytes.StartsWith("%PDF"u8))
            return "PDF";
        if (bytes.StartsWith("8BPS"u8))
            return "Photoshop's PSD";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
            return "ICO";
        if (bytes.Length >= 12 && bytes[4..8].SequenceEqual("ftyp"u8))
            return $"HEIC, AVIF or a video (ISO media '{Printable(bytes[8..12])}')";
        if (bytes.Length > 2 && bytes[0] == 'P' && bytes[1] is >= (byte)'1' and <= (byte)'7' && char.IsWhiteSpace((char)bytes[2]))
            return "Netpbm (PPM, PGM, PBM)";
        ReadOnlySpan<byte> start = bytes[..Math.Min(bytes.Length, 1024)];
        return start.IndexOf("<svg"u8) >= 0 ? "SVG" : null;
    }

    private static bool IsRiff(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> kind) =>
        bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual(kind);

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        foreach (byte value in bytes)
            text.Append(char.IsAsciiLetterOrDigit((char)value) ? (char)value : '?');
        return text.ToString();
    }
}
