using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>What the kernel of <see cref="GpuRegionCopy"/> is handed.</summary>
/// <param name="Map">The stored map, 1 x H x W x C.</param>
/// <param name="Patches">What has changed in it, one part behind the other.</param>
/// <param name="Parts">Six numbers for each part: the first row and column of its cut; first row, first column, rows and columns of what has changed.</param>
/// <param name="Y">The cuts, parts x Height x Width x C.</param>
/// <param name="Shape">The map's extents.</param>
/// <param name="Height">Rows of every cut.</param>
/// <param name="Width">Columns of every cut.</param>
/// <param name="PatchesAreMap">1 where the patches lie as in a map of their own, and are not packed.</param>
/// <param name="Outside">What places beyond the map hold.</param>
internal readonly record struct RegionCopyArguments(
    ArrayView<float> Map, ArrayView<float> Patches, ArrayView<float> Parts, ArrayView<float> Y, FeatureMap Shape, int Height, int Width, int PatchesAreMap, float Outside);

/// <summary>Cuts rectangles of one size out of a map of which, for each, some places have changed: the windows of many masks become one batch of small maps.</summary>
/// <remarks>
/// <code>
///   stored map            + patch of part n   =   cut n: one small map of the batch
///   . . . . . . .           +---+                 0 0 0 0      (beyond the map: what the operator's padding counts as)
///   . . . . . . .           | x |                 . x . .
///   . . . . . . .           +---+                 . . . .
/// </code>
/// </remarks>
internal static class GpuRegionCopy
{
    private const int Numbers = 6;

    /// <summary>Queues the cuts.</summary>
    /// <param name="device">The card.</param>
    /// <param name="map">The stored map, 1 x H x W x C.</param>
    /// <param name="patches">The changed places of all parts, each part having as many; or, see <paramref name="patchesAreMap"/>, a whole map.</param>
    /// <param name="parts">The parts; those wanted have one size.</param>
    /// <param name="seen">The window through which wanted places see the map.</param>
    /// <param name="y">The cuts.</param>
    /// <param name="outside">What places beyond the map hold.</param>
    /// <param name="patchesAreMap">Whether changed places lie in <paramref name="patches"/> where they lie in the map.</param>
    public static void Run(GpuDevice device, GpuTensor map, GpuTensor patches, RegionBatch parts, Window seen, GpuTensor y, float outside = 0, bool patchesAreMap = false)
    {
        float[] numbers = new float[parts.Count * Numbers];
        Region cut = default;
        for (int n = 0; n < parts.Count; n++)
        {
            (cut, Region changed) = (seen.SeenBy(parts[n].Output), parts[n].Dirty);
            new Span<float>([cut.Top, cut.Left, changed.Top, changed.Left, changed.Height, changed.Width]).CopyTo(numbers.AsSpan(n * Numbers));
        }

        GpuTensor table = device.Rent(new Shape(numbers.Length));
        try
        {
            device.Write(table, numbers);
            device.ForEach(CutKernel, y.Count, new RegionCopyArguments(
                map.View, patches.View, table.View, y.View, FeatureMap.OfNhwc(map.Shape), cut.Height, cut.Width, patchesAreMap ? 1 : 0, outside));
        }
        finally
        {
            device.Return(table);               // work is done in order: whoever gets the memory next writes after the kernel has read
        }
    }

    private static void CutKernel(Index1D index, RegionCopyArguments a)
    {
        FeatureMap map = a.Shape;
        int place = index / map.Channels, c = index - place * map.Channels;
        int line = place / a.Width, n = line / a.Height, part = n * Numbers;
        int row = (int)a.Parts[part] + line - n * a.Height, column = (int)a.Parts[part + 1] + place - line * a.Width;
        float value = a.Outside;
        if (row >= 0 && row < map.Height && column >= 0 && column < map.Width)
        {
            int patchRow = row - (int)a.Parts[part + 2], patchColumn = column - (int)a.Parts[part + 3];
            int patchHeight = (int)a.Parts[part + 4], patchWidth = (int)a.Parts[part + 5];
            int inMap = row * map.Width + column;
            bool isChanged = patchRow >= 0 && patchRow < patchHeight && patchColumn >= 0 && patchColumn < patchWidth;
            int inPatches = a.PatchesAreMap != 0 ? inMap : (n * patchHeight + patchRow) * patchWidth + patchColumn;
            value = isChanged ? a.Patches[inPatches * map.Channels + c] : a.Map[inMap * map.Channels + c];
        }

        a.Y[index] = value;
    }
}
