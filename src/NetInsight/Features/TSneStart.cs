namespace NetInsight;

/// <summary>Where the points of <see cref="TSne"/> begin; in either case with a standard deviation of 0.0001.</summary>
public enum TSneStart
{
    /// <summary>At their first two principal components.</summary>
    PrincipalComponents,

    /// <summary>Anywhere, by the normal distribution (van der Maaten and Hinton 2008).</summary>
    Random,
}
