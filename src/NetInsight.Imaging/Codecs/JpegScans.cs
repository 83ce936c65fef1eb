using System.Buffers.Binary;

namespace NetInsight.Imaging.Codecs;

/// <summary>Reads the headers of a JPEG file's scans without decoding it.</summary>
internal static class JpegScans
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    /// <summary>Coefficients of a block of 8 x 8 pixels.</summary>
    private const int Block = 64;

    /// <summary>The accuracy of a coefficient of which no scan told anything.</summary>
    private const byte Unknown = byte.MaxValue;

    /// <summary>Start-of-scan markers before the end of the image.</summary>
    public static int Count(ReadOnlySpan<byte> bytes)
    {
        int scans = 0;
        for (int at = 2; Next(bytes, ref at) is { } marker && marker != EndOfImage; at = Skip(bytes, at))
            scans += marker == StartOfScan ? 1 : 0;
        return scans;
    }

    /// <summary>
    /// Bytes of the coefficients that a decoder keeps of an image sent in several scans, 2 for each: the whole image of each component, at
    /// its sampling. 0 where one scan sends all components, which is decoded row by row.
    /// </summary>
    public static long CoefficientBytes(ReadOnlySpan<byte> bytes)
    {
        long coefficients = 0;
        int components = 0, at = 2;
        for (; Next(bytes, ref at) is { } marker && marker != EndOfImage; at = Skip(bytes, at))
        {
            ReadOnlySpan<byte> segment = Segment(bytes, at);
            if (marker is 0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA && segment.Length >= 6 && segment.Length >= 6 + 3 * segment[5])
            {
                components = segment[5];
                coefficients = Math.Max(coefficients, Coefficients(segment));
                if (marker is 0xC2 or 0xCA)
                    return 2 * coefficients;
            }
            else if (marker == StartOfScan)
            {
                return segment.Length >= 1 && segment[0] < components ? 2 * coefficients : 0;
            }
        }

        return 0;
    }

    /// <summary>The coefficients of all components of a frame: blocks of 8 x 8, rounded up to whole sampling units.</summary>
    private static long Coefficients(ReadOnlySpan<byte> frame)
    {
        int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        int mostRows = 1, mostColumns = 1;
        for (int i = 6; i < 6 + 3 * frame[5]; i += 3)
            (mostRows, mostColumns) = (Math.Max(mostRows, frame[i + 1] & 15), Math.Max(mostColumns, frame[i + 1] >> 4));
        long units = ((long)height + 8 * mostRows - 1) / (8 * mostRows) * (((long)width + 8 * mostColumns - 1) / (8 * mostColumns));
        long sum = 0;
        for (int i = 6; i < 6 + 3 * frame[5]; i += 3)
            sum += units * Block * (frame[i + 1] & 15) * (frame[i + 1] >> 4);
        return sum;
    }

    /// <summary>
    /// Why an image that is sent in several scans is not whole; null where it is whole, or is sent in one scan, which the decoder checks by
    /// itself. A file that was cut off between or inside scans shows a coarse image and looks complete to a decoder that shows each scan
    /// as it comes; Pillow refuses it for the missing end-of-image marker.
    /// </summary>
    /// <remarks>
    /// Scans are complete when each component's coefficients 0 to 63 (spectral selection) were sent down to bit 0 (successive
    /// approximation); ITU-T T.81, annex G. Whatever follows the end-of-image marker does not count.
    /// </remarks>
    public static string? WhyIncomplete(ReadOnlySpan<byte> bytes)
    {
        Dictionary<byte, byte[]> accuracies = [];               // component -> lowest bit sent of each coefficient
        bool isProgressive = false, isInScans = false;
        int scans = 0, at = 2;
        for (; Next(bytes, ref at) is { } marker; at = Skip(bytes, at))
        {
            if (marker == EndOfImage)
                return isInScans ? Missing(accuracies, scans) : null;
            ReadOnlySpan<byte> segment = Segment(bytes, at);
            if (marker is 0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA && segment.Length >= 6)
            {
                isInScans = isProgressive = marker is 0xC2 or 0xCA;
                for (int i = 6; i + 3 <= segment.Length && i < 6 + 3 * segment[5]; i += 3)
                    accuracies[segment[i]] = [.. Enumerable.Repeat(Unknown, Block)];
            }
            else if (marker == StartOfScan && segment.Length >= 1 && segment.Length >= 4 + 2 * segment[0])
            {
                scans++;
                int count = segment[0];
                isInScans |= count < accuracies.Count;
                (int first, int last) = isProgressive ? (segment[1 + 2 * count], segment[2 + 2 * count]) : (0, Block - 1);
                byte bit = isProgressive ? (byte)(segment[3 + 2 * count] & 15) : (byte)0;
                for (int i = 0; i < count; i++)
                {
                    if (accuracies.TryGetValue(segment[1 + 2 * i], out byte[]? accuracy) && first <= last && last < Block)
                        accuracy.AsSpan(first, last - first + 1).Fill(bit);
                }
            }
        }

        return isInScans
            ? $"The file ends before the last of its scans: scan {scans} is the last, and the end of the image is missing."
            : null;
    }

    private static string? Missing(Dictionary<byte, byte[]> accuracies, int scans)
    {
        foreach ((byte component, byte[] accuracy) in accuracies)
        {
            int coefficient = accuracy.AsSpan().IndexOfAnyExcept((byte)0);
            if (coefficient < 0)
                continue;
            string state = accuracy[coefficient] == Unknown ? "was not sent" : $"was sent without its lowest {accuracy[coefficient]} bits";
            return $"Scans are missing after scan {scans}: coefficient {coefficient} of component {component} {state}.";
        }

        return null;
    }

    /// <summary>
    /// Moves to the next marker and returns it; null at the end. In entropy-coded data 0xFF is followed by 0 or by a restart marker, both
    /// of which are skipped.
    /// </summary>
    private static byte? Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at >= 0 && at + 2 <= bytes.Length)
        {
            int step = bytes[at..].IndexOf((byte)0xFF);
            if (step < 0 || at + step + 2 > bytes.Length)
                return null;
            at += step;
            byte marker = bytes[at + 1];
            if (marker == EndOfImage)
                return marker;
            if (marker is not (0xFF or 0 or 1 or (>= 0xD0 and <= 0xD8)))
                return at + 4 <= bytes.Length ? marker : null;
            at += marker == 0xFF ? 1 : 2;                       // fill byte, or a marker without length
        }

        return null;
    }

    /// <summary>The offset behind a segment: a thumbnail inside one is skipped with it.</summary>
    private static int Skip(ReadOnlySpan<byte> bytes, int at) => at + 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);

    /// <summary>The content of a segment behind its length, as far as the file has it.</summary>
    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> bytes, int at)
    {
        int start = Math.Min(at + 4, bytes.Length), end = Math.Clamp(Skip(bytes, at), start, bytes.Length);
        return bytes[start..end];
    }
}
