using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="LayerwiseRelevance"/> goes backwards.</summary>
public sealed record LayerwiseRelevanceOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static LayerwiseRelevanceOptions Default { get; } = new();

    /// <summary>The rules. Default <see cref="RelevanceComposite.EpsilonPlus"/> (Kohlbrenner et al. 2020, arXiv:1910.09840).</summary>
    public RelevanceComposite Composite { get; init => field = Check.Defined(value); } = RelevanceComposite.EpsilonPlus;

    /// <summary>
    /// The stabiliser of the epsilon rule, in units of a layer's output: a larger one takes relevance from weak contributions and makes
    /// the map sparser. Default 1e-6, which only keeps divisions finite.
    /// </summary>
    public double Epsilon { get; init => field = Check.Positive(value); } = 1e-6;

    /// <summary>
    /// How much more positive weights count in the gamma rule. Default 0.25, as in the tutorial of Montavon et al. 2019 (for VGG-16).
    /// </summary>
    public double Gamma { get; init => field = Check.Positive(value); } = 0.25;

    /// <summary>
    /// What becomes of the share of biases, stabilisers and outputs without contributions. Default <see cref="RelevanceBias.Absorb"/>, as
    /// published; <see cref="RelevanceBias.Spread"/> keeps the sum. The z+, flat and box rules give biases no share either way.
    /// </summary>
    public RelevanceBias Biases { get; init => field = Check.Defined(value); } = RelevanceBias.Absorb;

    /// <summary>
    /// How channels become one value for each pixel. Default <see cref="ChannelReduction.Sum"/>, which keeps the sum of relevance.
    /// </summary>
    public ChannelReduction Reduction { get; init => field = Check.Defined(value); } = ChannelReduction.Sum;
}
