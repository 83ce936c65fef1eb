namespace NetInsight;

/// <summary>Where the points of <see cref="TSne"/> begin; in either case with a standard deviation of 0.0001.</summary>
public enum TSneInitialization
{
    /// <summary>At their first two principal components, with a hundredth of the deviation as noise, so that points that are equal can part (Policar et al. 2024, openTSNE).</summary>
    PrincipalComponents,

    /// <summary>Anywhere, by the normal distribution (van der Maaten and Hinton 2008).</summary>
    Random,
}
