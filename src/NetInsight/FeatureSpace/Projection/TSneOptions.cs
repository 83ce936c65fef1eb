using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="TSne"/> computes. Everything has a default, that of scikit-learn since its version 1.2.</summary>
public sealed record TSneOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static TSneOptions Default { get; } = new();

    /// <summary>
    /// Effective number of neighbours of each point; positive. Default 30 (van der Maaten and Hinton 2008, section 4.2, suggests 5 to 50).
    /// 3 x perplexity nearest neighbours enter the affinities, so there must be more points than that.
    /// </summary>
    public double Perplexity { get; init => field = Check.Positive(value); } = 30;

    /// <summary>Iterations of gradient descent; positive. Default 1,000 (van der Maaten 2014, section 5.1).</summary>
    public int Iterations { get; init => field = Check.Positive(value); } = 1000;

    /// <summary>
    /// Factor of the attractive forces in the first iterations, which lets clusters form; at least 1. Default 12 (van der Maaten 2014).
    /// </summary>
    public double EarlyExaggeration { get; init => field = Check.AtLeast(value, 1); } = 12;

    /// <summary>
    /// Iterations with <see cref="EarlyExaggeration"/> and <see cref="InitialMomentum"/>; not negative. Default 250 (van der Maaten 2014).
    /// </summary>
    public int EarlyExaggerationIterations { get; init => field = Check.NotNegative(value); } = 250;

    /// <summary>
    /// Learning rate of gradient descent; positive, or null (default) for points / <see cref="EarlyExaggeration"/> / 4, at least 50
    /// (Belkina et al. 2019, as scikit-learn scales it).
    /// </summary>
    public double? LearningRate { get; init => field = Check.Positive(value); }

    /// <summary>Momentum during early exaggeration; from 0 to below 1. Default 0.5 (van der Maaten and Hinton 2008).</summary>
    public double InitialMomentum { get; init => field = Check.BelowOne(value); } = 0.5;

    /// <summary>Momentum after early exaggeration; from 0 to below 1. Default 0.8 (van der Maaten and Hinton 2008).</summary>
    public double FinalMomentum { get; init => field = Check.BelowOne(value); } = 0.8;

    /// <summary>
    /// Initial positions. Default the first two principal components, which preserve the global structure and do not depend on chance
    /// (Kobak and Berens 2019).
    /// </summary>
    public TSneInitialization Initialization { get; init => field = Check.Defined(value); }

    /// <summary>Seed of the initial positions' noise. Default 1. The same seed gives the same map.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How the repulsive forces are computed. Default: exactly up to 20,000 points, interpolated above.</summary>
    public TSneRepulsion Repulsion { get; init => field = Check.Defined(value); }

    /// <summary>Threads at most; positive. Default the number of logical CPUs; the result does not depend on it.</summary>
    public int Parallelism { get; init => field = Check.Positive(value); } = Environment.ProcessorCount;
}
