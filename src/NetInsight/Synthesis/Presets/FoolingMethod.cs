namespace NetInsight;

/// <summary>How <see cref="FoolingImage"/> changes an image.</summary>
public enum FoolingMethod
{
    /// <summary>
    /// Steps along the gradient of the given class's logit, or without one of the second class's less the image's own, each of one length,
    /// until another class wins; the change has no bound.
    /// </summary>
    Steps,

    /// <summary>One step by the signs of the gradient of the log-probability (Goodfellow et al. 2014, arXiv:1412.6572).</summary>
    FastGradientSign,

    /// <summary>
    /// Steps along the gradient of the log-probability, each cut back to the bound (Madry et al. 2017, arXiv:1706.06083), without a random
    /// start.
    /// </summary>
    ProjectedGradient,
}
