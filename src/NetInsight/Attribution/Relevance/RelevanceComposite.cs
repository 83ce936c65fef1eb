namespace NetInsight;

/// <summary>
/// Which rule of layer-wise relevance propagation goes through which kind of layer: the combinations that proved useful (Kohlbrenner et al.
/// 2020, arXiv:1910.09840; Montavon et al. 2019, Layer-Wise Relevance Propagation: An Overview, section 10.3).
/// </summary>
public enum RelevanceComposite
{
    /// <summary>z+ rule for convolutions, epsilon rule for fully connected layers.</summary>
    EpsilonPlus,

    /// <summary>As <see cref="EpsilonPlus"/>, but the flat rule for the first layer: relevance spreads evenly over what it sees.</summary>
    EpsilonPlusFlat,

    /// <summary>
    /// Gamma rule for convolutions, epsilon rule for fully connected layers, and the box rule, which knows the range of pixels, for the
    /// first convolution.
    /// </summary>
    EpsilonGammaBox,

    /// <summary>
    /// Alpha-beta rule with alpha 2 and beta 1 for convolutions, which shows what speaks against the target too; epsilon rule for fully
    /// connected layers.
    /// </summary>
    EpsilonAlpha2Beta1,

    /// <summary>Epsilon rule everywhere: without biases and stabiliser it is the gradient times the input.</summary>
    Epsilon,
}
