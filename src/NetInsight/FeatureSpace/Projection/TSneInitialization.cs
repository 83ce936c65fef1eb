namespace NetInsight;

/// <summary>Initial positions of the points of <see cref="TSne"/>, with a standard deviation of 0.0001 in either case.</summary>
public enum TSneInitialization
{
    /// <summary>
    /// The first two principal components, with a hundredth of the deviation as noise, so that equal points can separate (Policar et al.
    /// 2024, openTSNE).
    /// </summary>
    PrincipalComponents,

    /// <summary>Normally distributed (van der Maaten and Hinton 2008).</summary>
    Random,
}
