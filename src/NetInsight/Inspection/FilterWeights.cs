namespace NetInsight;

/// <summary>Which numbers <see cref="Filters"/> takes for the weights of a layer.</summary>
public enum FilterWeights
{
    /// <summary>
    /// What the layer does, whatever the file divides among its neighbours: a batch normalisation directly behind the convolution is folded in
    /// (weights of output m times gamma[m] / sqrt(variance[m] + epsilon)), and the weights of a layer that reads the picture are in the
    /// picture's own order (red, green, blue; with groups, where a filter reads some of the channels only, the network's) and units: how much the output changes when a pixel's value goes up by one step of 0 .. 255
    /// (weight * Scale / Std of <see cref="Preprocessing"/>, and times whatever the network itself multiplies the picture by first).
    /// </summary>
    Effective,

    /// <summary>The numbers of the file, channels in the network's order.</summary>
    Stored,
}
