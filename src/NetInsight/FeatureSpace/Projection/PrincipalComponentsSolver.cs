namespace NetInsight;

/// <summary>Algorithm of <see cref="PrincipalComponents"/>.</summary>
public enum PrincipalComponentsSolver
{
    /// <summary>
    /// <see cref="Exact"/> where there are at most 1,024 points or features, or where at least a quarter of all components is requested;
    /// otherwise <see cref="Randomized"/>.
    /// </summary>
    Automatic,

    /// <summary>All eigenvalues of the covariance matrix, or of the Gram matrix [points, points] where that is smaller.</summary>
    Exact,

    /// <summary>Subspace iteration from a random start (Halko, Martinsson and Tropp 2011, arXiv:0909.4061, algorithm 4.4).</summary>
    Randomized,
}
