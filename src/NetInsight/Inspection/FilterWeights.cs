namespace NetInsight;

/// <summary>Which values <see cref="Filters"/> takes for the weights of a layer.</summary>
public enum FilterWeights
{
    /// <summary>
    /// The layer's effect, however the file distributes it over neighbouring nodes. A batch normalisation directly after the convolution is
    /// folded in (weights of output m times gamma[m] / sqrt(variance[m] + epsilon)). Weights of a layer that takes the image are in the
    /// order red, green, blue (in the network's order in a grouped convolution, where a filter takes some of the channels only), and in
    /// units of the image: the change of the output per step of a pixel's value in 0 .. 255 (weight * Scale / Std of
    /// <see cref="Preprocessing"/>, times the factors that the network itself applies to the image first).
    /// </summary>
    Effective,

    /// <summary>The weights of the file, channels in the network's order.</summary>
    Stored,
}
