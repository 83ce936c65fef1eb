namespace NetInsight;

/// <summary>Which number of the target class occlusion watches.</summary>
public enum OcclusionOutput
{
    /// <summary>The probability, after the softmax: between 0 and 1, and dependent on all classes.</summary>
    Probability,

    /// <summary>The score before the softmax: dependent on the class alone.</summary>
    Logit,
}
