using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>
/// A list of windows of several pictures that are computed as one batch. Their results lie one after the other: part by part, row by row, place by place.
/// </summary>
internal sealed class RegionBatch
{
    private readonly BatchRegion[] _parts;
    private readonly int[] _first;

    /// <summary>Makes the list.</summary>
    /// <exception cref="OverflowException">The parts have more than 2^31 places.</exception>
    public RegionBatch(BatchRegion[] parts)
    {
        _parts = parts;
        _first = new int[parts.Length + 1];
        for (int index = 0; index < parts.Length; index++)
            _first[index + 1] = checked(_first[index] + parts[index].Output.Positions);
    }

    /// <summary>All places of all pictures.</summary>
    public static RegionBatch Whole(FeatureMap output)
    {
        BatchRegion[] parts = new BatchRegion[output.Batch];
        for (int picture = 0; picture < parts.Length; picture++)
            parts[picture] = new BatchRegion(picture, Region.Of(output));
        return new RegionBatch(parts) { IsWhole = true };
    }

    /// <summary>Whether these are all places of all pictures, in their order, so that results lie as whole maps do.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>How many parts there are.</summary>
    public int Count => _parts.Length;

    /// <summary>How many places all parts have together.</summary>
    public int Positions => _first[^1];

    /// <summary>A part.</summary>
    public ref readonly BatchRegion this[int index] => ref _parts[index];

    /// <summary>Where the results of a part begin, in places.</summary>
    public int OffsetOf(int index) => _first[index];

    /// <summary>The part whose results hold a place.</summary>
    public int IndexAt(int place) => Find(_first, place);

    /// <summary>The places of a range of results, row by row.</summary>
    public RowSpanEnumerator RowSpans(int start, int end) => new(this, start, end);

    /// <summary>Whether every part wants just the places that changed, so that an operator of single places can read the patches as they lie.</summary>
    public bool OutputsAreDirtyRegions
    {
        get
        {
            for (int index = 0; index < _parts.Length; index++)
            {
                if (_parts[index].Dirty != _parts[index].Output || _parts[index].DirtyOffset != _first[index])
                    return false;
            }

            return true;
        }
    }

    /// <summary>Which of neighbouring ranges, none of them empty, holds a number; range r runs from <paramref name="first"/>[r] to before first[r + 1].</summary>
    internal static int Find(int[] first, int number)
    {
        int found = Array.BinarySearch(first, number);
        return found >= 0 ? found : ~found - 1;
    }
}
