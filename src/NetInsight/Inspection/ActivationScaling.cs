namespace NetInsight;

/// <summary>
/// Which values of a layer share one scale where its output is drawn. Every scale includes zero: from the smallest value, or 0 if that is
/// smaller (black), to the largest, or 0 if that is larger (white), so that after a ReLU inactive units are black. Where all values are 0
/// all is black.
/// </summary>
public enum ActivationScaling
{
    /// <summary>One scale for the layer, as in ConvNetJS: channels can be compared, and weak ones are dark.</summary>
    PerLayer,

    /// <summary>
    /// A scale for each channel, so that the pattern of weak ones is visible too. A layer whose channels are single values keeps one scale.
    /// </summary>
    PerChannel,
}
