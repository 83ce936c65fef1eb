namespace NetInsight;

/// <summary>How <see cref="FoolingImage"/> changes an image.</summary>
public enum FoolingMethod
{
    /// <summary>Steps along the gradient of the other class's logit, each of one length, until it wins; the change has no bound.</summary>
    Steps,

    /// <summary>One step by the signs of the gradient of the log-probability (Goodfellow et al. 2014, arXiv:1412.6572).</summary>
    FastGradientSign,

    /// <summary>
    /// Steps along the gradient of the log-probability, each cut back to the bound (Madry et al. 2017, arXiv:1706.06083), without a random
    /// start.
    /// </summary>
    ProjectedGradient,
}
