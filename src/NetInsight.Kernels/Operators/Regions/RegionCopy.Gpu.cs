using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Arguments of the GPU kernel of <see cref="RegionCopy"/>.</summary>
/// <param name="Clean">The clean feature map, [1, H, W, C].</param>
/// <param name="Dirty">The dirty values of all regions, [positions, C]; or a whole feature map, see <paramref name="DirtyIsMap"/>.</param>
/// <param name="Regions">[regions, 6]: top and left of the crop; top, left, height and width of the dirty region.</param>
/// <param name="Y">The crops, [regions, Height, Width, C].</param>
/// <param name="Shape">The extents of the clean feature map.</param>
/// <param name="Height">Rows of every crop.</param>
/// <param name="Width">Columns of every crop.</param>
/// <param name="DirtyIsMap">
/// 1 where <paramref name="Dirty"/> is laid out as the whole feature map, 0 where it holds the dirty regions only.
/// </param>
/// <param name="PaddingValue">Value of crop positions outside the feature map.</param>
internal readonly record struct RegionCopyArguments(
    ArrayView<float> Clean,
    ArrayView<float> Dirty,
    ArrayView<float> Regions,
    ArrayView<float> Y,
    FeatureMap Shape,
    int Height,
    int Width,
    int DirtyIsMap,
    float PaddingValue);

/// <summary>Where a position of a crop comes from, and which position it is there.</summary>
internal readonly record struct CropSource(int From, int Position)
{
    /// <summary>Outside the feature map.</summary>
    public const int Padding = 0;

    /// <summary>The clean feature map.</summary>
    public const int CleanMap = 1;

    /// <summary>The dirty values.</summary>
    public const int DirtyValues = 2;
}

internal static partial class RegionCopy
{
    private const int ValuesPerRegion = 6;

    /// <summary>
    /// Queues the crops that output regions read through a window: receptive fields of one size, cut out of one feature map of which, for
    /// each region, some positions are dirty. They are one batch of small feature maps.
    /// </summary>
    /// <remarks>
    /// <code>
    ///   clean feature map     + dirty region n    =   crop n: one small feature map of the batch
    ///   . . . . . . .           +---+                 p p p p      p: outside the feature map, the operator's padding value
    ///   . . . . . . .           | x |                 . x . .
    ///   . . . . . . .           +---+                 . . . .
    /// </code>
    /// </remarks>
    /// <param name="device">The GPU.</param>
    /// <param name="map">The clean feature map, [1, H, W, C].</param>
    /// <param name="dirty">
    /// The dirty values of all regions, which have one size; or, see <paramref name="dirtyIsMap"/>, a whole feature map.
    /// </param>
    /// <param name="regions">The regions, all with outputs of one size.</param>
    /// <param name="window">The window through which outputs read the feature map.</param>
    /// <param name="y">The crops.</param>
    /// <param name="paddingValue">Value of crop positions outside the feature map.</param>
    /// <param name="dirtyIsMap">Whether dirty values lie in <paramref name="dirty"/> where they lie in the feature map.</param>
    public static void Compute(
        GpuDevice device,
        GpuTensor map,
        GpuTensor dirty,
        RegionBatch regions,
        Window window,
        GpuTensor y,
        float paddingValue = 0,
        bool dirtyIsMap = false)
    {
        float[] values = new float[regions.Count * ValuesPerRegion];
        Region crop = default;
        for (int n = 0; n < regions.Count; n++)
        {
            (crop, Region changed) = (window.InputRegion(regions[n].Output), regions[n].Dirty);
            new Span<float>([crop.Top, crop.Left, changed.Top, changed.Left, changed.Height, changed.Width])
                .CopyTo(values.AsSpan(n * ValuesPerRegion));
        }

        GpuTensor table = device.Rent(new Shape(values.Length));
        try
        {
            device.Write(table, values);
            RegionCopyArguments arguments = new(
                map.View,
                dirty.View,
                table.View,
                y.View,
                FeatureMap.OfNhwc(map.Shape),
                crop.Height,
                crop.Width,
                dirtyIsMap ? 1 : 0,
                paddingValue);
            if (map.Shape[-1] % 4 == 0)
                device.ForEach(CropByFoursKernel, y.Count / 4, arguments);
            else
                device.ForEach(CropKernel, y.Count, arguments);
        }
        finally
        {
            device.Return(table);               // work is done in order: whoever rents the memory next writes after the kernel has read
        }
    }

    /// <summary>One thread for each element of the crops, [n, crop row, crop column, c].</summary>
    /// <remarks>
    /// <code>
    ///   position: of the feature map, by the top and left of region n    Regions: global memory, six values a region
    ///   value:    padding outside the feature map, Dirty inside the dirty region, else Clean
    ///   store:    Y; neighbouring threads on neighbouring channels
    /// </code>
    /// </remarks>
    private static void CropKernel(Index1D index, RegionCopyArguments a)
    {
        int position = index / a.Shape.Channels, c = index - position * a.Shape.Channels;
        CropSource source = SourceOf(a, position);
        a.Y[index] = source.From == CropSource.Padding ? a.PaddingValue
            : source.From == CropSource.DirtyValues ? a.Dirty[source.Position * a.Shape.Channels + c]
            : a.Clean[source.Position * a.Shape.Channels + c];
    }

    /// <summary>One thread for four neighbouring channels of a position; otherwise as <see cref="CropKernel"/>.</summary>
    private static void CropByFoursKernel(Index1D index, RegionCopyArguments a)
    {
        int fours = a.Shape.Channels / 4, position = index / fours, c = (index - position * fours) * 4;
        CropSource source = SourceOf(a, position);
        GpuFloat4 four = new(a.PaddingValue, a.PaddingValue, a.PaddingValue, a.PaddingValue);
        if (source.From == CropSource.DirtyValues)
            four = GpuQuads.Of(a.Dirty, source.Position * a.Shape.Channels + c);
        else if (source.From == CropSource.CleanMap)
            four = GpuQuads.Of(a.Clean, source.Position * a.Shape.Channels + c);
        GpuQuads.Set(a.Y, index * 4, four);
    }

    /// <summary>Where a position of the crops comes from: region n, and row and column in the feature map.</summary>
    private static CropSource SourceOf(RegionCopyArguments a, int position)
    {
        FeatureMap map = a.Shape;
        int line = position / a.Width, n = line / a.Height, region = n * ValuesPerRegion;
        int row = (int)a.Regions[region] + line - n * a.Height, column = (int)a.Regions[region + 1] + position - line * a.Width;
        if (row < 0 || row >= map.Height || column < 0 || column >= map.Width)
            return new CropSource(CropSource.Padding, 0);
        int dirtyRow = row - (int)a.Regions[region + 2], dirtyColumn = column - (int)a.Regions[region + 3];
        int dirtyHeight = (int)a.Regions[region + 4], dirtyWidth = (int)a.Regions[region + 5];
        int inMap = row * map.Width + column;
        return dirtyRow < 0 || dirtyRow >= dirtyHeight || dirtyColumn < 0 || dirtyColumn >= dirtyWidth
            ? new CropSource(CropSource.CleanMap, inMap)
            : new CropSource(CropSource.DirtyValues, a.DirtyIsMap != 0 ? inMap : (n * dirtyHeight + dirtyRow) * dirtyWidth + dirtyColumn);
    }
}
