using System.Diagnostics;

namespace NetInsight;

/// <summary>Counts finished work items and reports them, at most ten times a second and at the end.</summary>
internal sealed class ProgressReport(IProgress<Progress>? listener, int total)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.Zero;
    private int _done;

    /// <summary>Adds finished work items.</summary>
    public void Add(int items)
    {
        _done += items;
        TimeSpan now = _clock.Elapsed;
        if (listener is null || (now < _next && _done < total))
            return;
        _next = now + Interval;
        listener.Report(new Progress(_done, total, now));
    }
}
