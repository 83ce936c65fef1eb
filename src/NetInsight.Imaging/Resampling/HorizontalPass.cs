using System.Runtime.Intrinsics;

namespace NetInsight;

/// <summary>Resamples rows: out[x] = sum over k of weight[x, k] in[first(x) + k], rounded, for the three channels at once.</summary>
/// <remarks>
/// A row is widened once to one vector a pixel (red, green, blue, nothing: four 32-bit lanes), since neighbouring outputs read the
/// same inputs again. Integers only, so every machine gives the same bits.
/// </remarks>
internal static class HorizontalPass
{
    public static void Run(ReadOnlySpan<byte> source, int sourceWidth, Span<byte> target, ResampleTaps taps)
    {
        Vector128<int>[] wide = new Vector128<int>[sourceWidth];
        int sourceStride = 3 * sourceWidth, targetStride = 3 * taps.Count;
        for (int from = 0, to = 0; to < target.Length; from += sourceStride, to += targetStride)
        {
            Widen(source.Slice(from, sourceStride), wide);
            Row(wide, target.Slice(to, targetStride), taps);
        }
    }

    private static void Widen(ReadOnlySpan<byte> row, Span<Vector128<int>> wide)
    {
        for (int x = 0, at = 0; x < wide.Length; x++, at += 3)
            wide[x] = Vector128.Create(row[at], row[at + 1], row[at + 2], 0);
    }

    private static void Row(ReadOnlySpan<Vector128<int>> wide, Span<byte> target, ResampleTaps taps)
    {
        for (int x = 0; x < taps.Count; x++)
        {
            ReadOnlySpan<int> weights = taps.Weights(x);
            ReadOnlySpan<Vector128<int>> window = wide.Slice(taps.First(x), weights.Length);
            Vector128<int> sum = Vector128.Create(1 << (ResampleTaps.FractionBits - 1));
            for (int k = 0; k < weights.Length; k++)
                sum += window[k] * weights[k];

            sum = Vector128.Clamp(sum >> ResampleTaps.FractionBits, Vector128<int>.Zero, Vector128.Create(255));
            target[3 * x] = (byte)sum[0];
            target[3 * x + 1] = (byte)sum[1];
            target[3 * x + 2] = (byte)sum[2];
        }
    }
}
