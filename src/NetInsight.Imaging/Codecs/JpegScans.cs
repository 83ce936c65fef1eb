using System.Buffers.Binary;

namespace NetInsight.Imaging.Codecs;

/// <summary>Counts the scans of a JPEG file without decoding it.</summary>
internal static class JpegScans
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    /// <summary>
    /// Start-of-scan markers before the end of the image. Segments are skipped by their lengths, so that a thumbnail inside one is not
    /// counted; in entropy-coded data 0xFF is followed by 0 or by a restart marker, both of which are skipped.
    /// </summary>
    public static int Count(ReadOnlySpan<byte> bytes)
    {
        int scans = 0, at = 2;
        while (at + 4 <= bytes.Length)
        {
            int step = bytes[at..].IndexOf((byte)0xFF);
            if (step < 0 || at + step + 4 > bytes.Length)
                break;
            at += step;
            byte marker = bytes[at + 1];
            if (marker == EndOfImage)
                break;
            if (marker == StartOfScan)
                scans++;
            at += marker switch
            {
                0xFF => 1,                                                        // fill byte
                0 or 1 or (>= 0xD0 and <= 0xD8) => 2,                             // no length follows
                _ => 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]),
            };
        }

        return scans;
    }
}
