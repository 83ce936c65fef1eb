namespace NetInsight.Reports.Comparisons;

/// <summary>One progress of two runs, the first of which is a share of the whole.</summary>
/// <param name="whole">Receives the fraction done.</param>
/// <param name="share">The share of the first run.</param>
internal sealed class HalvedProgress(IProgress<Progress> whole, double share)
{
    private const int Steps = 10_000;

    /// <summary>The first run's progress.</summary>
    public IProgress<Progress> First => new Part(whole, 0, share);

    /// <summary>The second run's.</summary>
    public IProgress<Progress> Second => new Part(whole, share, 1 - share);

    private sealed class Part(IProgress<Progress> whole, double start, double extent) : IProgress<Progress>
    {
        public void Report(Progress value) =>
            whole.Report(new Progress((int)(Steps * (start + extent * value.Fraction)), Steps, value.Elapsed));
    }
}
