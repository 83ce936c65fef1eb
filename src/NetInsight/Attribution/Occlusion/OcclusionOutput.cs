namespace NetInsight;

/// <summary>Which output of the target class occlusion measures.</summary>
public enum OcclusionOutput
{
    /// <summary>The score before the softmax or sigmoid: dependent on the class alone, and never saturated.</summary>
    Logit,

    /// <summary>
    /// The probability, after the softmax or sigmoid: between 0 and 1; after a softmax dependent on all classes. Where the network is
    /// sure (0.9999999), changes of it are rounding errors and no evidence.
    /// </summary>
    Probability,

    /// <summary>
    /// The natural logarithm of the probability: small probabilities count as much as large ones. At least
    /// -103, the logarithm of the smallest float.
    /// </summary>
    LogProbability,
}
