using System.Diagnostics;

namespace NetInsight;

/// <summary>Reports items of a sequence whose length may not be known: the total is then that so far.</summary>
internal sealed class SequenceProgress(IProgress<Progress>? listener, int? total)
{
    private readonly ProgressReport? _report = total is { } known ? new ProgressReport(listener, known) : null;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _done;

    /// <summary>Adds finished items.</summary>
    public void Add(int items)
    {
        _done += items;
        if (_report is not null)
            _report.Add(items);
        else
            listener?.Report(new Progress(_done, _done, _clock.Elapsed));
    }
}
