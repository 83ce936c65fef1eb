namespace NetInsight;

/// <summary>How the values of an input's channels become one value for each pixel.</summary>
public enum ChannelReduction
{
    /// <summary>
    /// The largest magnitude of the channels (Simonyan et al. 2014, arXiv:1312.6034, section 3.1): how sensitive the target is.
    /// </summary>
    MaximumMagnitude,

    /// <summary>The sum of the channels' magnitudes.</summary>
    SumOfMagnitudes,

    /// <summary>The sum with signs: contributions of channels may cancel; the sum over all pixels is kept.</summary>
    Sum,
}
