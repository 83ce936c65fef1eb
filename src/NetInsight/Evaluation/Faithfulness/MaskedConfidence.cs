namespace NetInsight;

/// <summary>One image of <see cref="AverageDrop"/>: the probability of the target before and after masking.</summary>
/// <param name="Target">The class.</param>
/// <param name="Probability">Its probability for the image.</param>
/// <param name="MaskedProbability">Its probability for the image times the map.</param>
public sealed record MaskedConfidence(ExplainedTarget Target, double Probability, double MaskedProbability)
{
    /// <summary>The share of the probability that is lost: max(0, p - q) / p, 0 to 1; 0 where p is 0.</summary>
    public double Drop => Probability > 0 ? Math.Max(Probability - MaskedProbability, 0) / Probability : 0;

    /// <summary>Whether the masked image has a larger probability.</summary>
    public bool IsIncrease => MaskedProbability > Probability;
}
