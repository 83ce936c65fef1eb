namespace NetInsight.Tests.FeatureSpace;

/// <summary>Records every report, on the thread that reports.</summary>
internal sealed class RecordedProgress<T> : IProgress<T>
{
    public List<T> Seen { get; } = [];

    public void Report(T value) => Seen.Add(value);
}
