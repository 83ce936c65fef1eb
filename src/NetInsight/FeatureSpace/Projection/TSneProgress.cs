namespace NetInsight;

/// <summary>Progress of <see cref="TSne"/>.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Iterations">Iterations in all.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="Divergence">The Kullback-Leibler divergence so far, in nats, without exaggeration: the loss of the descent.</param>
/// <remarks>
/// Reported after every fiftieth iteration and after the last. A <see cref="Progress{T}"/> without a synchronization context calls back on
/// the thread pool, where the order of reports is not guaranteed.
/// </remarks>
public readonly record struct TSneProgress(int Iteration, int Iterations, TimeSpan Elapsed, double Divergence)
{
    /// <summary>The fraction done, from 0 to 1.</summary>
    public double Fraction => (double)Iteration / Iterations;
}
