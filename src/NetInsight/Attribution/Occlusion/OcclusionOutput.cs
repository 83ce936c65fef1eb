namespace NetInsight;

/// <summary>Which output of the target class occlusion measures.</summary>
public enum OcclusionOutput
{
    /// <summary>The probability, after the softmax: between 0 and 1, and dependent on all classes.</summary>
    Probability,

    /// <summary>The score before the softmax: dependent on the class alone.</summary>
    Logit,
}
