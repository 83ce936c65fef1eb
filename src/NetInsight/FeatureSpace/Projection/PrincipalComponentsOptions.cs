using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="PrincipalComponents"/> computes. Everything has a default.</summary>
public sealed record PrincipalComponentsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static PrincipalComponentsOptions Default { get; } = new();

    /// <summary>How the components are computed. Default <see cref="PrincipalComponentsSolver.Automatic"/>.</summary>
    public PrincipalComponentsSolver Solver { get; init => field = Check.Defined(value); }

    /// <summary>
    /// Randomized: directions iterated beyond the requested components; not negative. Default 10 (Halko et al. 2011, section 4.2).
    /// </summary>
    public int Oversampling { get; init => field = Check.NotNegative(value); } = 10;

    /// <summary>
    /// Randomized: power iterations; not negative, or null (default) for 7 where less than a tenth of all components is requested, else 4,
    /// as in scikit-learn.
    /// </summary>
    public int? PowerIterations { get; init => field = Check.NotNegative(value); }

    /// <summary>Randomized: seed of the initial directions. Default 1. The same seed gives the same values.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads at most; positive. Default the number of logical CPUs; the result does not depend on it.</summary>
    public int Parallelism { get; init => field = Check.Positive(value); } = Environment.ProcessorCount;
}
