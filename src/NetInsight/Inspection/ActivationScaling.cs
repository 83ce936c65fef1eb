namespace NetInsight;

/// <summary>
/// Which values of a layer share one scale where its output is drawn. Every scale holds zero: from the smallest value, or 0 if that is
/// smaller (black), to the largest, or 0 if that is larger (white), so that after a ReLU black is silence. Where all values are 0 all is black.
/// </summary>
public enum ActivationScaling
{
    /// <summary>One scale for the layer, as in ConvNetJS: channels can be compared, and weak ones are dark.</summary>
    PerLayer,

    /// <summary>Each channel its own scale: the form of weak ones can be seen too. A layer of single numbers keeps one scale for all.</summary>
    PerChannel,
}
