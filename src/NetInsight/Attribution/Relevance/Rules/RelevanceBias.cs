namespace NetInsight;

/// <summary>
/// What becomes of the relevance that no input of a layer has earned: that of biases, of stabilisers, and of outputs to which no input
/// contributes.
/// </summary>
public enum RelevanceBias
{
    /// <summary>
    /// Biases take their share, as published (Bach et al. 2015, doi:10.1371/journal.pone.0130140), and what no input has earned is
    /// missing in the map: <see cref="LayerwiseRelevanceMap.Absorbed"/>.
    /// </summary>
    Absorb,

    /// <summary>
    /// Biases take no share: contributions of inputs share all. The epsilon rule then divides by sums near 0 wherever a bias outweighs
    /// contributions, and alpha-beta counts outputs without negative contributions twice. Outputs without any contribution still absorb.
    /// </summary>
    LeaveOut,

    /// <summary>
    /// Biases take their share, and what no input has earned is spread evenly over all inputs that the output sees, so that the sum is
    /// kept whatever the network (the program of Arras et al. 2017, arXiv:1706.07206, with a bias factor of 1). It says how much of a map
    /// would otherwise be missing, not that these inputs caused it.
    /// </summary>
    Spread,
}
