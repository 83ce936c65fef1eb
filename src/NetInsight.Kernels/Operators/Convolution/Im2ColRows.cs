using System.Runtime.CompilerServices;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// Virtual im2col matrix of an NHWC feature map: [output positions, kernel height x kernel width x channels of the group], rows in output
/// order, padding as zeros. Only the block that the GEMM asks for is ever gathered.
/// </summary>
/// <remarks>
/// Channels are innermost, so without dilation the taps of one row of a window are contiguous, and one copy gathers them:
/// <code>
///   row of x:   . . [c0 c1 c2][c0 c1 c2][c0 c1 c2] . .
///                    tap 0     tap 1     tap 2
/// </code>
/// </remarks>
/// <param name="maps">The feature maps, clean and dirty.</param>
/// <param name="regions">The output positions.</param>
/// <param name="window">The window, with explicit padding.</param>
/// <param name="firstChannel">The first channel of the group.</param>
/// <param name="channels">Channels of the group.</param>
internal readonly unsafe struct Im2ColRows(DirtyFeatureMaps maps, RegionBatch regions, Window window, int firstChannel, int channels)
    : IGemmRows
{
    /// <inheritdoc/>
    public bool AreGathered => true;

    /// <inheritdoc/>
    public MatrixRef Direct(int row, int depth) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Gather(int row, int rows, int depth, int depths, float* target)
    {
        foreach (RowSpan span in regions.RowSpans(row, row + rows))
        {
            GatherSpan(span, depth, depths, target);
            target += (nint)span.Count * depths;
        }
    }

    /// <summary>Neighbouring positions of an output row: [span.Count, depths], one row of taps after the other.</summary>
    private void GatherSpan(RowSpan span, int depth, int depths, float* target)
    {
        int tapRow = window.Columns.Kernel * channels;
        if (tapRow == 0)                                                    // no channels: sums of nothing
            return;
        int line = span.Row * window.Rows.Stride - window.Rows.Before + depth / tapRow * window.Rows.Dilation;
        for (int from = depth % tapRow, written = 0; written < depths; from = 0, line += window.Rows.Dilation)
        {
            int run = Math.Min(tapRow - from, depths - written);
            if ((uint)line < (uint)maps.Shape.Height)
                GatherLine(regions[span.Index], line, span.Column, span.Count, from, run, target + written, depths);
            else
                Clear(span.Count, run, target + written, depths);
            written += run;
        }
    }

    /// <summary>
    /// Elements <paramref name="from"/> .. +<paramref name="run"/> of one row of taps (tap by channel), for neighbouring positions from
    /// column j on.
    /// </summary>
    private void GatherLine(in BatchRegion region, int line, int j, int count, int from, int run, float* target, int step)
    {
        int left = j * window.Columns.Stride - window.Columns.Before, width = window.Columns.Extent, move = window.Columns.Stride;
        bool isRun = window.Columns.Dilation == 1 && channels == maps.Shape.Channels;
        Region dirty = region.Dirty.Intersect(new Region(line, 0, 1, maps.Shape.Width));
        for (int p = 0; p < count;)
        {
            // Contiguous taps, on clean positions alone or on dirty ones alone.
            if (isRun && left >= 0 && left + width <= maps.Shape.Width)
            {
                Region taps = new(line, left, 1, width);
                if (dirty.IsEmpty || taps.Right <= dirty.Left || taps.Left >= dirty.Right)
                {
                    int end = dirty.IsEmpty || left >= dirty.Left ? maps.Shape.Width : dirty.Left;
                    int many = Math.Min(count - p, (end - width - left) / move + 1);
                    CopyRuns(maps.Clean(region, line, left) + from, (nint)move * channels, many, run, target, step);
                    p += many;
                    left += many * move;
                    target += (nint)many * step;
                    continue;
                }

                if (dirty.Contains(taps))
                {
                    DirtyFeatureMaps.Copy(maps.Dirty(region, line, left) + from, target, run);
                    p++;
                    left += move;
                    target += step;
                    continue;
                }
            }

            // Padding, dilation, a group of channels, or a mix of clean and dirty positions.
            GatherTaps(region, line, left, from, run, target);
            p++;
            left += move;
            target += step;
        }
    }

    /// <summary>Windows of one row on clean positions: the runs of neighbours begin a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRuns(float* source, nint move, int count, int run, float* target, int step)
    {
        for (int p = 0; p < count; p++, source += move, target += step)
            DirtyFeatureMaps.Copy(source, target, run);
    }

    /// <summary>One window, tap by tap.</summary>
    private void GatherTaps(in BatchRegion region, int line, int left, int from, int run, float* target)
    {
        while (run > 0)
        {
            int c = from % channels, count = Math.Min(channels - c, run);
            float* position = maps.At(region, line, left + from / channels * window.Columns.Dilation);
            if (position == null)
                new Span<float>(target, count).Clear();
            else
                DirtyFeatureMaps.Copy(position + firstChannel + c, target, count);
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
