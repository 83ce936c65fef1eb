using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Copies regions out of feature maps with their dirty regions laid over them.</summary>
internal static unsafe partial class RegionCopy
{
    /// <summary>Copies every region's output positions, which here are input positions, into one concatenated result.</summary>
    /// <remarks>
    /// <code>
    ///   for each row of a region, one span of columns:
    ///     | clean | dirty | clean |           the two borders clamp to the span; any of the three may be empty
    /// </code>
    /// </remarks>
    /// <param name="device">The CPU.</param>
    /// <param name="maps">The clean feature maps, [N, H, W, C].</param>
    /// <param name="dirty">The values of the regions' dirty positions, [positions, C]; null where nothing is dirty.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="y">The result, [positions, C].</param>
    public static void Compute(CpuDevice device, Tensor maps, Tensor? dirty, RegionBatch regions, Tensor y)
    {
        FeatureMap map = FeatureMap.OfNhwc(maps.Shape);
        device.ForRanges(regions.Positions, map.Channels / 4 + 1, (start, end) =>
        {
            fixed (float* clean = maps.AsSpan(), changed = dirty is null ? default : dirty.AsSpan(), results = y.AsSpan())
            {
                DirtyFeatureMaps source = new(clean, map, changed);
                foreach (RowSpan span in regions.RowSpans(start, end))
                {
                    // Borders of the dirty columns, clamped to the span.
                    ref readonly BatchRegion region = ref regions[span.Index];
                    int column = span.Column, right = column + span.Count;
                    bool isDirtyRow = (uint)(span.Row - region.Dirty.Top) < (uint)region.Dirty.Height;
                    int from = isDirtyRow ? Math.Clamp(region.Dirty.Left, column, right) : right;
                    int to = isDirtyRow ? Math.Clamp(region.Dirty.Right, from, right) : right;

                    // Clean, dirty, clean.
                    float* target = results + (nint)span.Position * map.Channels;
                    Copy(source.Clean(region, span.Row, column), ref target, (from - column) * map.Channels);
                    Copy(source.Dirty(region, span.Row, from), ref target, (to - from) * map.Channels);
                    Copy(source.Clean(region, span.Row, to), ref target, (right - to) * map.Channels);
                }
            }
        });
    }

    private static void Copy(float* from, ref float* to, int count)
    {
        if (count > 0)
            new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
        to += count;
    }
}
