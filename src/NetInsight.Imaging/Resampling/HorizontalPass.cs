using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace NetInsight.Imaging.Resampling;

/// <summary>Resamples rows: out[x] = sum over k of weight[x, k] in[first(x) + k], rounded, for the three channels at once.</summary>
/// <remarks>
/// Four rows go together, so that weights and loops are paid once for four pixels:
/// <code>
///   wide[2 x]      row 0: R G B .   row 1: R G B .      32-bit lanes; the fourth holds whatever follows and is never looked at
///   wide[2 x + 1]  row 2: R G B .   row 3: R G B .
/// </code>
/// They are widened once, since neighbouring outputs read the same inputs again. Integers only, so every machine gives the same bits.
/// </remarks>
internal static class HorizontalPass
{
    private const int Together = 4;

    public static void Run(ReadOnlySpan<byte> source, int sourceWidth, Span<byte> target, ResampleTaps taps)
    {
        Vector256<int>[] wide = new Vector256<int>[2 * sourceWidth];
        int sourceStride = 3 * sourceWidth, targetStride = 3 * taps.Count, last = source.Length / sourceStride - 1;
        for (int y = 0; y <= last; y += Together)
        {
            // Below the last row stands the last row again: its result is written twice, with the same bytes.
            int second = Math.Min(y + 1, last), third = Math.Min(y + 2, last), fourth = Math.Min(y + 3, last);
            Widen(Row(source, y, sourceStride), Row(source, second, sourceStride), wide);
            Widen(Row(source, third, sourceStride), Row(source, fourth, sourceStride), wide.AsSpan(1));
            Rows(
                wide,
                taps,
                Row(target, y, targetStride),
                Row(target, second, targetStride),
                Row(target, third, targetStride),
                Row(target, fourth, targetStride));
        }
    }

    private static ReadOnlySpan<byte> Row(ReadOnlySpan<byte> pixels, int y, int stride) => pixels.Slice(y * stride, stride);

    private static Span<byte> Row(Span<byte> pixels, int y, int stride) => pixels.Slice(y * stride, stride);

    /// <summary>Fills every second vector, from the first on.</summary>
    private static void Widen(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<Vector256<int>> wide)
    {
        int at = 0, to = 0;
        for (; at + 4 <= upper.Length; at += 3, to += 2)
            wide[to] = Vector256.Create(Lanes(upper[at..]), Lanes(lower[at..]));
        wide[to] = Vector256.Create(upper[at], upper[at + 1], upper[at + 2], 0, lower[at], lower[at + 1], lower[at + 2], 0);
    }

    private static Vector128<int> Lanes(ReadOnlySpan<byte> fourBytes)
    {
        uint pixel = BinaryPrimitives.ReadUInt32LittleEndian(fourBytes);
        return Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte())).AsInt32();
    }

    private static void Rows(
        ReadOnlySpan<Vector256<int>> wide,
        ResampleTaps taps,
        Span<byte> first,
        Span<byte> second,
        Span<byte> third,
        Span<byte> fourth)
    {
        for (int x = 0; x < taps.Count; x++)
        {
            ReadOnlySpan<int> weights = taps.Weights(x);
            ReadOnlySpan<Vector256<int>> window = wide.Slice(2 * taps.First(x), 2 * weights.Length);
            Vector256<int> upper = Vector256.Create(1 << (ResampleTaps.FractionBits - 1)), lower = upper;
            for (int k = 0; k < weights.Length; k++)
            {
                Vector256<int> weight = Vector256.Create(weights[k]);
                upper += window[2 * k] * weight;
                lower += window[2 * k + 1] * weight;
            }

            Vector256<ushort> levels = Vector256.Narrow(Level(upper), Level(lower));
            Vector128<uint> pixels = Vector128.Narrow(levels.GetLower(), levels.GetUpper()).AsUInt32();
            Put(first, x, pixels[0]);
            Put(second, x, pixels[1]);
            Put(third, x, pixels[2]);
            Put(fourth, x, pixels[3]);
        }
    }

    private static Vector256<uint> Level(Vector256<int> sum) =>
        Vector256.Min(Vector256.Max(sum >> ResampleTaps.FractionBits, Vector256<int>.Zero), Vector256.Create(255)).AsUInt32();

    /// <summary>Writes a pixel of three bytes; where a fourth fits it belongs to the next pixel, which is written after.</summary>
    private static void Put(Span<byte> row, int x, uint pixel)
    {
        if (BinaryPrimitives.TryWriteUInt32LittleEndian(row[(3 * x)..], pixel))
            return;
        row[3 * x] = (byte)pixel;
        row[3 * x + 1] = (byte)(pixel >> 8);
        row[3 * x + 2] = (byte)(pixel >> 16);
    }
}
