namespace NetInsight;

/// <summary>What the gradient of an image is divided by before a step.</summary>
public enum StepNormalization
{
    /// <summary>Its Euclidean norm: steps have equal lengths, whatever the objective's scale.</summary>
    Norm,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>The mean of its magnitudes (DeepDream, Mordvintsev et al. 2015).</summary>
    MeanMagnitude,

    /// <summary>Its elements' own magnitudes, which leaves their signs (Goodfellow et al. 2014, arXiv:1412.6572).</summary>
    Sign,
}
