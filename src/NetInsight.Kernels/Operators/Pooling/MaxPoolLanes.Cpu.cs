using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// The two loops over channels of <see cref="MaxPoolGradient"/>: a channel in each lane, 32 or 8 at a time, then one by one, which is the
/// scalar equivalent. All widths give the same bits.
/// </summary>
internal static unsafe class MaxPoolLanes
{
    /// <summary>For each channel of a window the number of the first tap that equals its largest element; -1 where none does.</summary>
    /// <remarks>
    /// <code>
    ///   winner = -1;  for each tap, from the last to the first:  winner = x = y ? tap : winner
    /// </code>
    /// Where a largest element is NaN, the first NaN is it: lanes that hold one are done by the scalar equivalent.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Find(in MaxPoolTaps taps, int channels, float* largest, int* winners)
    {
        int c = 0, width = taps.Width;
        nint step = taps.ColumnStep;

        // 32 channels, two vectors.
        for (; Vector512.IsHardwareAccelerated && c + 32 <= channels; c += 32)
        {
            Vector512<float> y0 = Vector512.Load(largest + c), y1 = Vector512.Load(largest + c + 16);
            if (!Vector512.EqualsAll(y0 + y1, y0 + y1))
            {
                FindEach(taps, c, c + 32, largest, winners);
                continue;
            }

            Vector512<int> winner0 = Vector512<int>.AllBitsSet, winner1 = winner0;
            for (int u = taps.Height - 1; u >= 0; u--)
            {
                float* x = taps.Last(u) + c;
                int number = taps.LastNumber(u);
                for (int v = width; v > 0; v--, x -= step, number--)
                {
                    Vector512<int> tap = Vector512.Create(number);
                    winner0 = Vector512.ConditionalSelect(Vector512.Equals(Vector512.Load(x), y0).AsInt32(), tap, winner0);
                    winner1 = Vector512.ConditionalSelect(Vector512.Equals(Vector512.Load(x + 16), y1).AsInt32(), tap, winner1);
                }
            }

            winner0.Store(winners + c);
            winner1.Store(winners + c + 16);
        }

        // 8 channels.
        for (; c + 8 <= channels; c += 8)
        {
            Vector256<float> y = Vector256.Load(largest + c);
            if (!Vector256.EqualsAll(y, y))
            {
                FindEach(taps, c, c + 8, largest, winners);
                continue;
            }

            Vector256<int> winner = Vector256<int>.AllBitsSet;
            for (int u = taps.Height - 1; u >= 0; u--)
            {
                float* x = taps.Last(u) + c;
                int number = taps.LastNumber(u);
                for (int v = width; v > 0; v--, x -= step, number--)
                {
                    Vector256<int> tap = Vector256.Create(number);
                    winner = Vector256.ConditionalSelect(Vector256.Equals(Vector256.Load(x), y).AsInt32(), tap, winner);
                }
            }

            winner.Store(winners + c);
        }

        FindEach(taps, c, channels, largest, winners);
    }

    /// <summary>dx of one input position: the sum of dy over the windows whose winner it is, in order, then the mask.</summary>
    /// <remarks>
    /// <code>
    ///   sum = 0;  for each window of the list:  sum += winner = tap ? dy : 0        an added 0 leaves no trace: the sum is never -0
    /// </code>
    /// </remarks>
    /// <param name="sources">The windows that read the position.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="at">Where the result lies, and what it is the sum of.</param>
    /// <param name="interval">The elements of the mask that let a result pass.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ReadOnlySpan<MaxPoolSource> sources, int channels, in MaxPoolRow at, PassInterval interval)
    {
        int* winners = at.Winners;
        float* dy = at.Dy, dx = at.Dx, mask = at.Mask;
        int c = 0;

        // 32 channels, two vectors.
        for (; Vector512.IsHardwareAccelerated && c + 32 <= channels; c += 32)
        {
            Vector512<float> sum0 = Vector512<float>.Zero, sum1 = sum0;
            foreach (MaxPoolSource source in sources)
            {
                int* winner = winners + source.Offset + c;
                float* from = dy + source.Offset + c;
                Vector512<int> tap = Vector512.Create(source.Tap);
                sum0 += Vector512.ConditionalSelect(
                    Vector512.Equals(Vector512.Load(winner), tap).AsSingle(), Vector512.Load(from), Vector512<float>.Zero);
                sum1 += Vector512.ConditionalSelect(
                    Vector512.Equals(Vector512.Load(winner + 16), tap).AsSingle(), Vector512.Load(from + 16), Vector512<float>.Zero);
            }

            (mask == null ? sum0 : interval.Of(sum0, Vector512.Load(mask + c))).Store(dx + c);
            (mask == null ? sum1 : interval.Of(sum1, Vector512.Load(mask + c + 16))).Store(dx + c + 16);
        }

        // 8 channels.
        for (; c + 8 <= channels; c += 8)
        {
            Vector256<float> sum = Vector256<float>.Zero;
            foreach (MaxPoolSource source in sources)
            {
                Vector256<int> winner = Vector256.Load(winners + source.Offset + c);
                sum += Vector256.Equals(winner, Vector256.Create(source.Tap)).AsSingle() & Vector256.Load(dy + source.Offset + c);
            }

            (mask == null ? sum : interval.Of(sum, Vector256.Load(mask + c))).Store(dx + c);
        }

        // Each channel left over.
        for (; c < channels; c++)
        {
            float sum = 0;
            foreach (MaxPoolSource source in sources)
                sum += winners[source.Offset + c] == source.Tap ? dy[source.Offset + c] : 0;
            dx[c] = mask == null ? sum : interval.Of(sum, mask[c]);
        }
    }

    /// <summary>Channels one by one; a NaN counts as the largest.</summary>
    private static void FindEach(in MaxPoolTaps taps, int first, int end, float* largest, int* winners)
    {
        for (int c = first; c < end; c++)
        {
            int winner = -1;
            for (int u = taps.Height - 1; u >= 0; u--)
            {
                float* x = taps.Last(u) + c;
                int number = taps.LastNumber(u);
                for (int v = taps.Width; v > 0; v--, x -= taps.ColumnStep, number--)
                {
                    if (*x == largest[c] || (float.IsNaN(largest[c]) && float.IsNaN(*x)))
                        winner = number;
                }
            }

            winners[c] = winner;
        }
    }
}
