namespace NetInsight;

/// <summary>Which weights share one scale from black to white where filters are drawn. NaN is mid-gray in all of them.</summary>
public enum FilterScaling
{
    /// <summary>
    /// Each filter from its smallest weight (black) to its largest (white), one scale for all its channels, as in ConvNetJS: every filter's
    /// pattern is visible, and the strengths of different filters cannot be compared. A filter whose weights are all equal is mid-gray.
    /// </summary>
    PerFilter,

    /// <summary>
    /// All filters from the smallest weight of all (black) to the largest (white), as in Caffe's examples: strengths can be compared. If
    /// all weights are equal, all is mid-gray.
    /// </summary>
    PerGrid,

    /// <summary>
    /// Each filter from -m (black) over 0 (mid-gray) to m (white), m its largest magnitude, as in the Deep Visualization Toolbox (Yosinski
    /// et al. 2015, arXiv:1506.06579): the sign is visible. A filter of zeros is mid-gray.
    /// </summary>
    ZeroCentered,
}
