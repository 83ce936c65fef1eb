namespace NetInsight;

/// <summary>Distance of two points a and b.</summary>
public enum NeighborMetric
{
    /// <summary>Square root of the sum of (a - b)^2, as in Krizhevsky et al. 2012, section 6.1.</summary>
    Euclidean,

    /// <summary>1 - ab / (|a| |b|), from 0 to 2; 1 where a point is all zeros.</summary>
    Cosine,
}
