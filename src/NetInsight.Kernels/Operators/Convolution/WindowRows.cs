using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetInsight;

/// <summary>
/// The windows of a map as rows of a matrix: row (n, i, j) holds what output (i, j) of picture n sees, tap row by tap row, tap by tap,
/// channel by channel; zeros in the padding. Nothing is stored but the block being gathered.
/// </summary>
/// <remarks>
/// Channels lie innermost, so without dilation the taps of one row of a window are one straight run of memory:
/// <code>
///   map row:   . . [c0 c1 c2][c0 c1 c2][c0 c1 c2] . .
///                   tap 0     tap 1     tap 2            one copy
/// </code>
/// </remarks>
internal readonly unsafe struct WindowRows(float* map, Window window, FeatureMap input, FeatureMap output, int channels) : IRows
{
    /// <inheritdoc/>
    public bool AreGathered => true;

    /// <inheritdoc/>
    public float* Direct(int row, int depth, out nint stride) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Gather(int row, int rows, int depth, int depths, float* target)
    {
        int tapRow = window.Columns.Kernel * channels, firstTap = depth / tapRow, firstFrom = depth % tapRow;
        int i = row % output.Places / output.Width, j = row % output.Width;
        float* picture = map + (nint)(row / output.Places) * input.Places * input.Channels;
        for (int r = 0; r < rows; r++)
        {
            int left = j * window.Columns.Stride - window.Columns.Before, line = i * window.Rows.Stride - window.Rows.Before + firstTap * window.Rows.Dilation;
            for (int from = firstFrom, rest = depths; rest > 0; from = 0, line += window.Rows.Dilation)
            {
                int run = Math.Min(tapRow - from, rest);
                if ((uint)line >= (uint)input.Height)
                    new Span<float>(target, run).Clear();
                else
                    GatherTaps(picture + (nint)line * input.Width * input.Channels, left, from, run, target);
                target += run;
                rest -= run;
            }

            if (++j == output.Width)
            {
                j = 0;
                if (++i == output.Height)
                {
                    i = 0;
                    picture += (nint)input.Places * input.Channels;
                }
            }
        }
    }

    /// <summary>Writes numbers <paramref name="from"/> .. +<paramref name="run"/> of one row of taps.</summary>
    private void GatherTaps(float* line, int left, int from, int run, float* target)
    {
        if (window.Columns.Dilation == 1 && channels == input.Channels)
        {
            if (left >= 0 && left + window.Columns.Kernel <= input.Width)
            {
                Copy(line + (nint)left * channels + from, target, run);
                return;
            }

            int first = (int)Math.Clamp(-(long)left * channels - from, 0, run);         // padding may be wide: times channels, beyond an int
            int end = (int)Math.Clamp(((long)input.Width - left) * channels - from, first, run);
            new Span<float>(target, first).Clear();
            Copy(line + (nint)left * channels + from + first, target + first, end - first);
            new Span<float>(target + end, run - end).Clear();
            return;
        }

        while (run > 0)
        {
            int v = from / channels, c = from % channels, part = Math.Min(channels - c, run);
            int j = left + v * window.Columns.Dilation;
            if ((uint)j >= (uint)input.Width)
                new Span<float>(target, part).Clear();
            else
                Copy(line + (nint)j * input.Channels + c, target, part);
            target += part;
            from += part;
            run -= part;
        }
    }

    /// <summary>Runs of a few channels are so short that a call would cost more than the copy: vectors, the last one overlapping the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int count)
    {
        const int Lanes = 8;
        if (count is < Lanes or > 8 * Lanes)
        {
            new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
            return;
        }

        for (int i = 0; i < count - Lanes; i += Lanes)
            Vector256.Load(from + i).Store(to + i);
        Vector256.Load(from + count - Lanes).Store(to + count - Lanes);
    }
}
