using System.Numerics;

namespace NetInsight.Imaging.Resampling;

/// <summary>Resamples columns: row y of the result is the sum over k of weight[y, k] times row first(y) + k, rounded.</summary>
/// <remarks>
/// Every byte of a row is independent of its neighbours, so channels need no care and a vector takes as many bytes as it holds:
/// <code>
///   for y in output rows
///     for x in steps of one vector of bytes
///       for k in taps
///         1 widen          the bytes of row first(y) + k from x on, to four vectors of 32-bit lanes, in memory order
///         2 multiply-add   a b c d (registers) += the four vectors * weight[y, k]
///       3 round            shift out the 22 fractional bits, clamp to 0 .. 255
///       4 store            narrow a b c d to one vector of bytes
/// </code>
/// Remainder: the last vector overlaps the one before it and stores the same bytes again. Rows shorter than a vector take
/// <see cref="Scalars"/>, the scalar equivalent. Integers only, so every vector width gives the same bits.
/// </remarks>
internal static class VerticalPass
{
    private const int Half = 1 << (ResampleTaps.FractionBits - 1);

    /// <param name="source">Rows, of which the first is row <paramref name="firstRow"/> of the image.</param>
    /// <param name="stride">Bytes a row, in source and target.</param>
    /// <param name="firstRow">See source.</param>
    /// <param name="target">One row for each output.</param>
    /// <param name="taps">Taps of the output rows.</param>
    public static void Run(ReadOnlySpan<byte> source, int stride, int firstRow, Span<byte> target, ResampleTaps taps)
    {
        for (int y = 0; y < taps.Count; y++)
        {
            ReadOnlySpan<byte> window = source[(stride * (taps.First(y) - firstRow))..];
            Span<byte> row = target.Slice(stride * y, stride);
            if (stride >= Vector<byte>.Count)
                Vectors(window, taps.Weights(y), row);
            else
                Scalars(window, taps.Weights(y), row);
        }
    }

    private static void Vectors(ReadOnlySpan<byte> window, ReadOnlySpan<int> weights, Span<byte> row)
    {
        int last = row.Length - Vector<byte>.Count;
        for (int x = 0; ; x = Math.Min(x + Vector<byte>.Count, last))       // remainder: the last vector overlaps the one before it
        {
            Vector<int> a = new(Half), b = a, c = a, d = a;
            for (int k = 0, at = x; k < weights.Length; k++, at += row.Length)
            {
                // 1 widen: bytes -> 16 bits (low, high) -> 32 bits (first .. fourth quarter of the vector)
                Vector<int> weight = new(weights[k]);
                Vector.Widen(new Vector<byte>(window[at..]), out Vector<ushort> low, out Vector<ushort> high);
                Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
                Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);

                // 2 multiply-add
                a += first.As<uint, int>() * weight;
                b += second.As<uint, int>() * weight;
                c += third.As<uint, int>() * weight;
                d += fourth.As<uint, int>() * weight;
            }

            // 3 round, 4 store
            Vector.Narrow(Vector.Narrow(Level(a), Level(b)), Vector.Narrow(Level(c), Level(d))).CopyTo(row[x..]);
            if (x == last)
                return;
        }
    }

    private static Vector<uint> Level(Vector<int> sum) =>
        Vector.Min(Vector.Max(sum >> ResampleTaps.FractionBits, Vector<int>.Zero), new Vector<int>(255)).As<int, uint>();

    private static void Scalars(ReadOnlySpan<byte> window, ReadOnlySpan<int> weights, Span<byte> row)
    {
        for (int x = 0; x < row.Length; x++)
        {
            int sum = Half;
            for (int k = 0; k < weights.Length; k++)
                sum += window[x + k * row.Length] * weights[k];
            row[x] = (byte)Math.Clamp(sum >> ResampleTaps.FractionBits, 0, 255);
        }
    }
}
