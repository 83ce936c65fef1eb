using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace NetInsight.Imaging.Resampling;

/// <summary>Resamples rows: out[x] = sum over k of weight[x, k] * in[first(x) + k], rounded, for the three channels at once.</summary>
/// <remarks>
/// Four rows are processed together, so that weights and loops are paid once for four pixels:
/// <code>
///   for y in steps of 4 rows
///     1 widen       bytes to 32-bit lanes in wide (L1/L2), once, since neighbouring outputs read the same inputs
///                     wide[2 x]      row y:     R G B .   row y + 1: R G B .     lane 4 of each half is padding: computed, never stored
///                     wide[2 x + 1]  row y + 2: R G B .   row y + 3: R G B .
///     for x in output pixels
///       for k in taps
///         2 multiply-add   upper, lower (registers) += wide[2 (first(x) + k)], wide[.. + 1] * weight[x, k]
///       3 round     shift out the 22 fractional bits, clamp to 0 .. 255
///       4 store     narrow to 16 bytes = one pixel R G B . of each row; three bytes of each count
/// </code>
/// Scalar equivalent of 2 and 3: clamp((2^21 + sum over k of weight[x, k] * in[3 (first(x) + k) + channel]) >> 22, 0, 255). Integers only,
/// so every machine gives the same bits.
/// </remarks>
internal static class HorizontalPass
{
    private const int RowsAtOnce = 4;

    public static void Run(ReadOnlySpan<byte> source, int sourceWidth, Span<byte> target, ResampleTaps taps)
    {
        Vector256<int>[] wide = new Vector256<int>[2 * sourceWidth];
        int sourceStride = 3 * sourceWidth, targetStride = 3 * taps.Count, last = source.Length / sourceStride - 1;
        for (int y = 0; y <= last; y += RowsAtOnce)
        {
            // Remainder: rows below the last are the last row again, written repeatedly with the same bytes.
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

    /// <summary>1 widen: two rows into every second vector of <paramref name="wide"/>, from the first on.</summary>
    private static void Widen(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<Vector256<int>> wide)
    {
        int at = 0, to = 0;
        for (; at + 4 <= upper.Length; at += 3, to += 2)
            wide[to] = Vector256.Create(Lanes(upper[at..]), Lanes(lower[at..]));

        // Remainder: the last pixel, behind which there is no fourth byte to load.
        wide[to] = Vector256.Create(upper[at], upper[at + 1], upper[at + 2], 0, lower[at], lower[at + 1], lower[at + 2], 0);
    }

    /// <summary>Four bytes as 32-bit lanes: R, G, B and the next pixel's R as padding.</summary>
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
            // 2 multiply-add, starting at one half in fixed point
            ReadOnlySpan<int> weights = taps.Weights(x);
            ReadOnlySpan<Vector256<int>> window = wide.Slice(2 * taps.First(x), 2 * weights.Length);
            Vector256<int> upper = Vector256.Create(1 << (ResampleTaps.FractionBits - 1)), lower = upper;
            for (int k = 0; k < weights.Length; k++)
            {
                Vector256<int> weight = Vector256.Create(weights[k]);
                upper += window[2 * k] * weight;
                lower += window[2 * k + 1] * weight;
            }

            // 3 round, 4 store: 32-bit lane i of pixels is the pixel of row i
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

    /// <summary>Stores a pixel as four bytes, the fourth of which the next pixel overwrites; at the end of a row as three.</summary>
    private static void Put(Span<byte> row, int x, uint pixel)
    {
        if (BinaryPrimitives.TryWriteUInt32LittleEndian(row[(3 * x)..], pixel))
            return;
        row[3 * x] = (byte)pixel;
        row[3 * x + 1] = (byte)(pixel >> 8);
        row[3 * x + 2] = (byte)(pixel >> 16);
    }
}
