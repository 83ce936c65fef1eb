namespace NetInsight;

/// <summary>Progress of a long computation.</summary>
/// <param name="Done">Work items done, such as window positions.</param>
/// <param name="Total">Work items in all.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <remarks>
/// Reported at most about ten times a second, and once at the end. A <see cref="Progress{T}"/> without a synchronization context calls
/// back on the thread pool, where the order of reports is not guaranteed.
/// </remarks>
public readonly record struct Progress(int Done, int Total, TimeSpan Elapsed)
{
    /// <summary>The fraction done, from 0 to 1.</summary>
    public double Fraction => Total == 0 ? 1 : (double)Done / Total;

    /// <summary>Estimated time left, at the average speed so far; null before the first work item is done.</summary>
    public TimeSpan? Remaining => Done == 0 ? null : Elapsed * ((double)(Total - Done) / Done);
}
