using System.Diagnostics;

namespace NetInsight;

/// <summary>Counts pieces of work and tells whoever listens, not more than ten times a second.</summary>
internal sealed class ProgressReport(IProgress<Progress>? listener, int total)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.Zero;
    private int _done;

    /// <summary>More pieces are done.</summary>
    public void Add(int pieces)
    {
        _done += pieces;
        TimeSpan now = _clock.Elapsed;
        if (listener is null || (now < _next && _done < total))
            return;
        _next = now + Interval;
        listener.Report(new Progress(_done, total, now));
    }
}
