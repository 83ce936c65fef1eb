namespace NetInsight;

/// <summary>How far two points are from each other.</summary>
public enum NeighborMetric
{
    /// <summary>The square root of the sum of (a - b)^2, as in the lecture's figure and in Krizhevsky et al. 2012.</summary>
    Euclidean,

    /// <summary>1 - ab / (|a| |b|), between 0 and 2; 1 where a point is all zeros.</summary>
    Cosine,
}
