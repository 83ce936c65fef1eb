namespace NetInsight;

/// <summary>How <see cref="PrincipalComponents"/> computes. Everything has a default.</summary>
public sealed record PrincipalComponentsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static PrincipalComponentsOptions Default { get; } = new();

    /// <summary>The way to the directions.</summary>
    public PrincipalComponentsSolver Solver { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Solver), value, "Automatic, Exact or Randomized is expected."); }

    /// <summary>Randomized: directions more than are wanted, which are thrown away in the end. 10 by default (Halko et al. 2011, section 4.2).</summary>
    public int Oversampling { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Oversampling), value, $"Oversampling must not be negative, but is {value}."); } = 10;

    /// <summary>
    /// Randomized: how often the matrix is applied again. By default 7 where less than a tenth of all components is wanted, else 4, as in scikit-learn.
    /// </summary>
    public int? PowerIterations { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(PowerIterations), value, $"PowerIterations must not be negative, but is {value}."); }

    /// <summary>Randomized: the seed of the random start. The same seed gives the same numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most threads. By default as many as the machine has processors; the result does not depend on them.</summary>
    public int Parallelism { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Parallelism), value, $"Parallelism must be positive, but is {value}."); }
        = Environment.ProcessorCount;
}
