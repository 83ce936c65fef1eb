namespace NetInsight.Graphs;

/// <summary>What the values of a graph are, as far as a head is recognised by it.</summary>
internal enum HeadForm
{
    /// <summary>Anything else: feature maps, pooled features, embeddings.</summary>
    Features,

    /// <summary>The result of a matrix product, also shifted, scaled, clipped or summed.</summary>
    Linear,

    /// <summary>The result of a convolution, also shifted, scaled or behind a ReLU.</summary>
    Convolved,

    /// <summary>The mean or maximum of <see cref="Convolved"/> over positions: class maps, as in SqueezeNet.</summary>
    Pooled,

    /// <summary>Normalised to length 1, or by a normalisation behind a matrix product: an embedding.</summary>
    Normalized,

    /// <summary>Probabilities that sum to <see cref="HeadFact.Scale"/>.</summary>
    Distribution,

    /// <summary>Logarithms of probabilities that sum to 1.</summary>
    LogDistribution,

    /// <summary>Probabilities from 0 to <see cref="HeadFact.Scale"/>, each by itself.</summary>
    Independent,

    /// <summary>Logarithms of <see cref="Independent"/>.</summary>
    LogIndependent,

    /// <summary>Computed from probabilities in a way that is not followed.</summary>
    Derived,

    /// <summary>Indices of the largest values (ArgMax, TopK).</summary>
    Indices,
}
