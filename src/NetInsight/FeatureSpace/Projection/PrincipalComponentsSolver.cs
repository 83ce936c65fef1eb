namespace NetInsight;

/// <summary>How <see cref="PrincipalComponents"/> finds its directions.</summary>
public enum PrincipalComponentsSolver
{
    /// <summary>
    /// <see cref="Exact"/> where points or numbers are at most 1,024, or where a quarter of all components or more is wanted; otherwise <see cref="Randomized"/>.
    /// </summary>
    Automatic,

    /// <summary>All eigenvalues of the covariance matrix, or of the Gram matrix (points x points) where that is smaller.</summary>
    Exact,

    /// <summary>Subspace iteration from a random start (Halko, Martinsson and Tropp 2011, arXiv:0909.4061, algorithm 4.4).</summary>
    Randomized,
}
