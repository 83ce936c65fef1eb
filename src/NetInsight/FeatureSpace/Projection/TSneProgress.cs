namespace NetInsight;

/// <summary>How far a map by <see cref="TSne"/> is.</summary>
/// <param name="Iteration">Steps done.</param>
/// <param name="Iterations">Steps in all.</param>
/// <param name="Elapsed">Time since the beginning.</param>
/// <param name="Divergence">The Kullback-Leibler divergence so far, in nats, without exaggeration: what the descent makes small.</param>
/// <remarks>
/// Reported after every fiftieth step and after the last. A <see cref="Progress{T}"/> without a synchronization context calls back on the thread pool, where
/// reports may overtake each other.
/// </remarks>
public readonly record struct TSneProgress(int Iteration, int Iterations, TimeSpan Elapsed, double Divergence)
{
    /// <summary>The share that is done, from 0 to 1.</summary>
    public double Fraction => (double)Iteration / Iterations;
}
