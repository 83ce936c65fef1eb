namespace NetInsight.Tests.Attribution;

/// <summary>Cancels at the first report.</summary>
internal sealed class Cancel(CancellationTokenSource source) : IProgress<Progress>
{
    public void Report(Progress value) => source.Cancel();
}
