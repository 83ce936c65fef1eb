namespace NetInsight;

/// <summary>Which output of the target class occlusion measures.</summary>
public enum OcclusionOutput
{
    /// <summary>The probability, after the softmax or sigmoid: between 0 and 1; after a softmax dependent on all classes.</summary>
    Probability,

    /// <summary>The score before the softmax or sigmoid: dependent on the class alone.</summary>
    Logit,
}
