namespace NetInsight;

/// <summary>What of a class is explained: see <see cref="Target"/>.</summary>
public enum ClassScore
{
    /// <summary>
    /// The score before the softmax or sigmoid, in logits; where the file holds only probabilities, these. The default: a saturated
    /// softmax has hardly any gradient, and its gradient mixes in all other classes (Simonyan et al. 2014, arXiv:1312.6034, section 3).
    /// </summary>
    Logit,

    /// <summary>The probability, 0 to 1.</summary>
    Probability,

    /// <summary>The natural logarithm of the probability, at most 0.</summary>
    LogProbability,
}
