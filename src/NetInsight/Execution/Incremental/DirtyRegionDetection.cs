using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>How much of a patch really differs from the clean map behind it.</summary>
internal static class DirtyRegionDetection
{
    /// <summary>For each mask the rectangle of the places at which a channel differs by more than a threshold; empty where none does.</summary>
    /// <param name="device">The processor.</param>
    /// <param name="clean">The clean map, 1 x H x W x C.</param>
    /// <param name="patched">What the masks make of it.</param>
    /// <param name="threshold">The least difference that counts.</param>
    public static Region[] DirtyBeyond(CpuDevice device, Tensor clean, PatchedFeatureMap<Tensor> patched, float threshold)
    {
        FeatureMap map = FeatureMap.OfNhwc(clean.Shape);
        Region[] found = new Region[patched.Regions.Length];
        device.For(found.Length, (long)map.Channels * patched.Values.Count / Math.Max(found.Length, 1), n =>
        {
            Region area = patched.Regions[n], box = default;
            for (int place = 0; place < area.Positions; place++)
            {
                int row = area.Top + place / area.Width, column = area.Left + place % area.Width;
                ReadOnlySpan<float> before = clean.AsSpan().Slice((row * map.Width + column) * map.Channels, map.Channels);
                ReadOnlySpan<float> after = patched.Values.AsSpan().Slice((patched.First(n) + place) * map.Channels, map.Channels);
                if (!box.Contains(row, column) && Differs(before, after, threshold))
                    box = box.Union(new Region(row, column, 1, 1));
            }

            found[n] = box;
        });
        return found;
    }

    /// <summary>For each rectangle the smallest one within it around the places that are not 0.</summary>
    /// <param name="marks">A number for each place of all rectangles, one behind the other.</param>
    /// <param name="areas">The rectangles.</param>
    public static Region[] Boxes(Tensor marks, Region[] areas)
    {
        Region[] boxes = new Region[areas.Length];
        int next = 0;
        for (int n = 0; n < areas.Length; n++)
        {
            for (int place = 0; place < areas[n].Positions; place++)
            {
                if (marks.AsSpan()[next++] != 0)
                    boxes[n] = boxes[n].Union(new Region(areas[n].Top + place / areas[n].Width, areas[n].Left + place % areas[n].Width, 1, 1));
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
