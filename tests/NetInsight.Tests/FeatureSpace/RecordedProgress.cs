namespace NetInsight.Tests.FeatureSpace;

/// <summary>Keeps every report.</summary>
internal sealed class RecordedProgress<T> : IProgress<T>
{
    public List<T> Seen { get; } = [];

    public void Report(T value) => Seen.Add(value);
}
