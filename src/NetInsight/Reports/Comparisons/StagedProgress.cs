using System.Diagnostics;

namespace NetInsight.Reports.Comparisons;

/// <summary>One progress of stages of known cost: each stage's own progress becomes its share of the whole.</summary>
/// <param name="listener">Receives the forward runs done, of all, about ten times a second; may be null.</param>
/// <param name="total">The cost of all stages, in forward runs.</param>
internal sealed class StagedProgress(IProgress<Progress>? listener, double total)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.Zero;
    private double _done;

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Runs a stage, whose cost is done when it returns or throws.</summary>
    /// <param name="cost">Its cost, in forward runs.</param>
    /// <param name="run">The stage; it receives its own progress.</param>
    public T Run<T>(double cost, Func<IProgress<Progress>, T> run)
    {
        try
        {
            return run(new Stage(this, cost));
        }
        finally
        {
            _done += cost;
            Report(_done, isEnd: false);
        }
    }

    /// <summary>Reports the end.</summary>
    public void End() => Report(total, isEnd: true);

    private void Report(double done, bool isEnd)
    {
        TimeSpan now = _clock.Elapsed;
        if (listener is null || (now < _next && !isEnd))
            return;
        _next = now + Interval;
        int all = (int)Math.Ceiling(total);
        listener.Report(new Progress(isEnd ? all : Math.Min((int)done, all - 1), all, now));
    }

    private sealed class Stage(StagedProgress whole, double cost) : IProgress<Progress>
    {
        public void Report(Progress value) => whole.Report(whole._done + cost * value.Fraction, isEnd: false);
    }
}
