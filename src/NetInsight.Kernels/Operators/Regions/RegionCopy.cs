using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Cuts rectangles out of maps as they are with their patches pasted in.</summary>
internal static unsafe class RegionCopy
{
    /// <summary>Writes the wanted places of all parts, which here are places of the input, one part behind the other.</summary>
    /// <param name="device">The processor.</param>
    /// <param name="maps">The stored maps, N x H x W x C.</param>
    /// <param name="patches">The changed places of the parts, places x C; null where nothing has changed.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="y">The result, places x C.</param>
    public static void Compute(CpuDevice device, Tensor maps, Tensor? patches, RegionBatch parts, Tensor y)
    {
        FeatureMap map = FeatureMap.OfNhwc(maps.Shape);
        device.ForRanges(parts.Positions, map.Channels / 4 + 1, (start, end) =>
        {
            fixed (float* stored = maps.AsSpan(), patched = patches is null ? default : patches.AsSpan(), results = y.AsSpan())
            {
                PatchedFeatureMaps source = new(stored, map, patched);
                foreach (RowSpan stretch in parts.RowSpans(start, end))
                {
                    ref readonly BatchRegion part = ref parts[stretch.Index];
                    int column = stretch.Column, right = column + stretch.Count;
                    bool isChanged = (uint)(stretch.Row - part.Dirty.Top) < (uint)part.Dirty.Height;
                    int from = isChanged ? Math.Clamp(part.Dirty.Left, column, right) : right, to = isChanged ? Math.Clamp(part.Dirty.Right, from, right) : right;
                    float* target = results + (nint)stretch.Position * map.Channels;
                    Copy(source.Stored(part, stretch.Row, column), ref target, (from - column) * map.Channels);
                    Copy(source.Patched(part, stretch.Row, from), ref target, (to - from) * map.Channels);
                    Copy(source.Stored(part, stretch.Row, to), ref target, (right - to) * map.Channels);
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
