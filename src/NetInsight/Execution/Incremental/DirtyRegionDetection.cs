using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>How much of a dirty region really differs from the original feature map.</summary>
internal static class DirtyRegionDetection
{
    /// <summary>
    /// For each dirty region the rectangle of the positions at which a channel differs by more than a threshold; empty where none does.
    /// </summary>
    /// <param name="device">The CPU.</param>
    /// <param name="original">The original map [1, H, W, C].</param>
    /// <param name="patched">Its dirty regions and their elements.</param>
    /// <param name="threshold">The largest difference that does not count.</param>
    public static Region[] DirtyBeyond(CpuDevice device, Tensor original, PatchedFeatureMap<Tensor> patched, float threshold)
    {
        FeatureMap map = FeatureMap.OfNhwc(original.Shape);
        Region[] found = new Region[patched.Regions.Length];
        device.For(found.Length, (long)map.Channels * patched.Values.Count / Math.Max(found.Length, 1), n =>
        {
            Region region = patched.Regions[n], box = default;
            for (int position = 0; position < region.Positions; position++)
            {
                int row = region.Top + position / region.Width, column = region.Left + position % region.Width;
                ReadOnlySpan<float> before = original.AsSpan().Slice((row * map.Width + column) * map.Channels, map.Channels);
                ReadOnlySpan<float> after = patched.Values.AsSpan().Slice((patched.OffsetOf(n) + position) * map.Channels, map.Channels);
                if (!box.Contains(row, column) && Differs(before, after, threshold))
                    box = box.Union(new Region(row, column, 1, 1));
            }

            found[n] = box;
        });
        return found;
    }

    /// <summary>For each rectangle the smallest one within it around the positions that are not 0.</summary>
    /// <param name="marks">A value for each position of all rectangles, one rectangle after the other.</param>
    /// <param name="regions">The rectangles.</param>
    public static Region[] Boxes(Tensor marks, Region[] regions)
    {
        Region[] boxes = new Region[regions.Length];
        int next = 0;
        for (int n = 0; n < regions.Length; n++)
        {
            Region region = regions[n];
            for (int position = 0; position < region.Positions; position++)
            {
                int row = region.Top + position / region.Width, column = region.Left + position % region.Width;
                if (marks.AsSpan()[next++] != 0)
                    boxes[n] = boxes[n].Union(new Region(row, column, 1, 1));
            }
        }

        return boxes;
    }

    /// <summary>The largest magnitude of a map: what a tolerance is relative to.</summary>
    public static float Magnitude(Tensor map) => Math.Abs(TensorPrimitives.MaxMagnitude<float>(map.AsSpan()));

    private static bool Differs(ReadOnlySpan<float> before, ReadOnlySpan<float> after, float threshold)
    {
        for (int c = 0; c < before.Length; c++)
        {
            if (!(Math.Abs(before[c] - after[c]) <= threshold))         // a NaN differs
                return true;
        }

        return false;
    }
}
