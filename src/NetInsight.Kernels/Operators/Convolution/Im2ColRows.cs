using System.Runtime.CompilerServices;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// The windows of maps as rows of a matrix: a row holds what one place of the result sees, tap row by tap row, tap by tap, channel by channel; zeros in the
/// padding. Nothing is stored but the block being gathered.
/// </summary>
/// <remarks>
/// Channels lie innermost, so without dilation the taps of one row of a window are one straight run of memory:
/// <code>
///   map row:   . . [c0 c1 c2][c0 c1 c2][c0 c1 c2] . .
///                   tap 0     tap 1     tap 2            one copy
/// </code>
/// </remarks>
/// <param name="maps">The maps.</param>
/// <param name="parts">The places of the result.</param>
/// <param name="window">The window, with explicit padding.</param>
/// <param name="firstChannel">The first of the map's channels that are seen.</param>
/// <param name="channels">How many of them are seen: those of one group.</param>
internal readonly unsafe struct Im2ColRows(DirtyFeatureMaps maps, RegionBatch parts, Window window, int firstChannel, int channels) : IGemmRows
{
    /// <inheritdoc/>
    public bool AreGathered => true;

    /// <inheritdoc/>
    public float* Direct(int row, int depth, out nint stride) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Gather(int row, int rows, int depth, int depths, float* target)
    {
        foreach (RowSpan stretch in parts.RowSpans(row, row + rows))
        {
            GatherStretch(stretch, depth, depths, target);
            target += (nint)stretch.Count * depths;
        }
    }

    /// <summary>Neighbouring places of a row, row of taps by row of taps.</summary>
    private void GatherStretch(RowSpan stretch, int depth, int depths, float* target)
    {
        int tapRow = window.Columns.Kernel * channels, line = stretch.Row * window.Rows.Stride - window.Rows.Before + depth / tapRow * window.Rows.Dilation;
        for (int from = depth % tapRow, written = 0; written < depths; from = 0, line += window.Rows.Dilation)
        {
            int run = Math.Min(tapRow - from, depths - written);
            if ((uint)line < (uint)maps.Shape.Height)
                GatherLine(parts[stretch.Index], line, stretch.Column, stretch.Count, from, run, target + written, depths);
            else
                Clear(stretch.Count, run, target + written, depths);
            written += run;
        }
    }

    /// <summary>Numbers <paramref name="from"/> .. +<paramref name="run"/> of one row of taps, for neighbouring places.</summary>
    private void GatherLine(in BatchRegion part, int line, int j, int count, int from, int run, float* target, int step)
    {
        int left = j * window.Columns.Stride - window.Columns.Before, width = window.Columns.Extent, move = window.Columns.Stride;
        bool isRun = window.Columns.Dilation == 1 && channels == maps.Shape.Channels;
        Region changed = part.Dirty.Intersect(new Region(line, 0, 1, maps.Shape.Width));
        for (int p = 0; p < count;)
        {
            if (isRun && left >= 0 && left + width <= maps.Shape.Width)
            {
                Region seen = new(line, left, 1, width);
                if (changed.IsEmpty || seen.Right <= changed.Left || seen.Left >= changed.Right)
                {
                    int end = changed.IsEmpty || left >= changed.Left ? maps.Shape.Width : changed.Left;
                    int many = Math.Min(count - p, (end - width - left) / move + 1);
                    CopyRuns(maps.Clean(part, line, left) + from, (nint)move * channels, many, run, target, step);
                    p += many;
                    left += many * move;
                    target += (nint)many * step;
                    continue;
                }

                if (changed.Contains(seen))
                {
                    DirtyFeatureMaps.Copy(maps.Dirty(part, line, left) + from, target, run);
                    p++;
                    left += move;
                    target += step;
                    continue;
                }
            }

            GatherTaps(part, line, left, from, run, target);
            p++;
            left += move;
            target += step;
        }
    }

    /// <summary>Windows of one row that lie on the stored map: the runs of neighbours begin a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRuns(float* source, nint move, int count, int run, float* target, int step)
    {
        for (int p = 0; p < count; p++, source += move, target += step)
            DirtyFeatureMaps.Copy(source, target, run);
    }

    /// <summary>One window, tap by tap.</summary>
    private void GatherTaps(in BatchRegion part, int line, int left, int from, int run, float* target)
    {
        while (run > 0)
        {
            int c = from % channels, count = Math.Min(channels - c, run);
            float* place = maps.At(part, line, left + from / channels * window.Columns.Dilation);
            if (place == null)
                new Span<float>(target, count).Clear();
            else
                DirtyFeatureMaps.Copy(place + firstChannel + c, target, count);
            target += count;
            from += count;
            run -= count;
        }
    }

    private static void Clear(int count, int run, float* target, int step)
    {
        for (int p = 0; p < count; p++, target += step)
            new Span<float>(target, run).Clear();
    }
}
