namespace NetInsight;

/// <summary>How far a long computation is.</summary>
/// <param name="Done">Pieces done, such as mask positions.</param>
/// <param name="Total">Pieces in all.</param>
/// <param name="Elapsed">Time since the beginning.</param>
/// <remarks>
/// Reported at most about ten times a second, and once at the end. A <see cref="Progress{T}"/> without a synchronization context calls back
/// on the thread pool, where reports may overtake each other.
/// </remarks>
public readonly record struct Progress(int Done, int Total, TimeSpan Elapsed)
{
    /// <summary>The share that is done, from 0 to 1.</summary>
    public double Fraction => Total == 0 ? 1 : (double)Done / Total;

    /// <summary>The time left if the rest goes as the part done; null before the first piece.</summary>
    public TimeSpan? Remaining => Done == 0 ? null : Elapsed * ((double)(Total - Done) / Done);
}
