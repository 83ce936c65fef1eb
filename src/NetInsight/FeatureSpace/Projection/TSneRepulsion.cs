namespace NetInsight;

/// <summary>How <see cref="TSne"/> computes the repulsive forces between all pairs of points.</summary>
public enum TSneRepulsion
{
    /// <summary><see cref="Exact"/> up to 20,000 points, <see cref="Interpolated"/> above.</summary>
    Automatic,

    /// <summary>Every pair is computed: quadratic time in the number of points.</summary>
    Exact,

    /// <summary>
    /// Forces are interpolated from a grid, on which they are convolutions (Linderman et al. 2019, arXiv:1712.09005): linear time in the
    /// number of points.
    /// </summary>
    Interpolated,
}
