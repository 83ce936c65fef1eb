namespace NetInsight;

/// <summary>How <see cref="TSne"/> computes. Everything has a default, that of scikit-learn since its version 1.2.</summary>
public sealed record TSneOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static TSneOptions Default { get; } = new();

    /// <summary>
    /// About how many neighbours a point minds. 30 by default (van der Maaten and Hinton 2008, section 4.2: 5 to 50). Three times as many nearest neighbours
    /// are taken into account, so there must be more points than that.
    /// </summary>
    public double Perplexity { get; init => field = Positive(value, nameof(Perplexity)); } = 30;

    /// <summary>Steps of gradient descent. 1,000 by default (van der Maaten 2014, section 5.1).</summary>
    public int Iterations { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Iterations), value, $"Iterations must be positive, but is {value}."); } = 1000;

    /// <summary>What attraction is multiplied by in the first steps, so that clusters form. 12 by default (van der Maaten 2014).</summary>
    public double EarlyExaggeration { get; init => field = value >= 1 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(EarlyExaggeration), value, $"EarlyExaggeration must be at least 1, but is {value}."); } = 12;

    /// <summary>How many steps are exaggerated, with <see cref="InitialMomentum"/>. 250 by default (van der Maaten 2014).</summary>
    public int EarlyExaggerationIterations { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(EarlyExaggerationIterations), value, $"EarlyExaggerationIterations must not be negative, but is {value}."); } = 250;

    /// <summary>The length of steps. By default points / <see cref="EarlyExaggeration"/> / 4, at least 50 (Belkina et al. 2019, as scikit-learn scales it).</summary>
    public double? LearningRate { get; init => field = value is null ? null : Positive(value.Value, nameof(LearningRate)); }

    /// <summary>The share of the last step that the next one keeps while attraction is exaggerated. 0.5 by default (2008).</summary>
    public double InitialMomentum { get; init => field = Share(value, nameof(InitialMomentum)); } = 0.5;

    /// <summary>The share of the last step that the next one keeps afterwards. 0.8 by default (2008).</summary>
    public double FinalMomentum { get; init => field = Share(value, nameof(FinalMomentum)); } = 0.8;

    /// <summary>Where points begin. Their first two principal components by default, which keeps the large shape and needs no luck (Kobak and Berens 2019).</summary>
    public TSneInitialization Start { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Start), value, "PrincipalComponents or Random is expected."); }

    /// <summary>The seed of the start's noise. The same seed gives the same map.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How forces between all pairs are found: exactly up to 20,000 points by default.</summary>
    public TSneRepulsion Repulsion { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Repulsion), value, "Automatic, Exact or Interpolated is expected."); }

    /// <summary>The most threads. By default as many as the machine has processors; the result does not depend on them.</summary>
    public int Parallelism { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Parallelism), value, $"Parallelism must be positive, but is {value}."); }
        = Environment.ProcessorCount;

    private static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive and finite, but is {value}.");

    private static double Share(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and below 1, but is {value}.");
}
