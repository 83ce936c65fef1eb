using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>
/// Rectangular regions of several images' output maps, computed as one batch. The result is their concatenation, [positions, channels]:
/// region by region, row-major within a region.
/// </summary>
internal sealed class RegionBatch
{
    private readonly BatchRegion[] _regions;
    private readonly int[] _offsets;

    /// <summary>Makes the batch.</summary>
    /// <exception cref="OverflowException">The regions have 2^31 positions or more.</exception>
    public RegionBatch(BatchRegion[] regions)
    {
        _regions = regions;
        _offsets = new int[regions.Length + 1];
        for (int index = 0; index < regions.Length; index++)
            _offsets[index + 1] = checked(_offsets[index] + regions[index].Output.Positions);
    }

    /// <summary>The whole output maps of all images.</summary>
    public static RegionBatch Whole(FeatureMap output)
    {
        BatchRegion[] regions = new BatchRegion[output.Batch];
        for (int image = 0; image < regions.Length; image++)
            regions[image] = new BatchRegion(image, Region.Of(output));
        return new RegionBatch(regions) { IsWhole = true };
    }

    /// <summary>Whether the regions are the whole output maps of all images in order, so that the result is laid out as NHWC.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>Number of regions.</summary>
    public int Count => _regions.Length;

    /// <summary>Positions of all regions together.</summary>
    public int Positions => _offsets[^1];

    /// <summary>A region.</summary>
    public ref readonly BatchRegion this[int index] => ref _regions[index];

    /// <summary>Offset of a region's first position in the result, in positions.</summary>
    public int OffsetOf(int index) => _offsets[index];

    /// <summary>The region that holds a position of the result.</summary>
    public int IndexAt(int position) => IndexOf(_offsets, position);

    /// <summary>The positions [start, end) of the result, row by row.</summary>
    public RowSpanEnumerator RowSpans(int start, int end) => new(this, start, end);

    /// <summary>
    /// Whether every region asks for just its dirty positions, so that a pointwise operator can read the dirty values in place.
    /// </summary>
    public bool OutputsAreDirtyRegions
    {
        get
        {
            for (int index = 0; index < _regions.Length; index++)
            {
                if (_regions[index].Dirty != _regions[index].Output || _regions[index].DirtyOffset != _offsets[index])
                    return false;
            }

            return true;
        }
    }

    /// <summary>The index of the range that holds a value; range i is [offsets[i], offsets[i + 1]), and none is empty.</summary>
    internal static int IndexOf(int[] offsets, int value)
    {
        int found = Array.BinarySearch(offsets, value);
        return found >= 0 ? found : ~found - 1;
    }
}
