using System.Collections.Concurrent;
using Xunit.Runner.Common;
using Xunit.Sdk;

[assembly: RegisterRunnerReporter(typeof(NetInsight.Tests.SkipSummary))]

namespace NetInsight.Tests;

/// <summary>
/// The default reporter, except that skipped tests are one line at the end, with their numbers by reason, instead of two lines each:
/// <c>Skipped 214 tests: 152 x files of the folder shared beside the repository are absent; 62 x There is no CUDA device.</c>
/// (<c>dotnet test</c> prints its own lines.)
/// </summary>
public sealed class SkipSummary : IRunnerReporter
{
    public bool CanBeEnvironmentallyEnabled => true;

    public string Description => "as the default one, with skipped tests as one line";

    public bool ForceNoLogo => false;

    public bool IsEnvironmentallyEnabled => true;

    public string RunnerSwitch => "skipSummary";

    public ValueTask<IRunnerReporterMessageHandler> CreateMessageHandler(IRunnerLogger logger, IMessageSink? diagnosticMessageSink) =>
        new(new Handler(logger));

    /// <summary>The reasons of skipped tests with their numbers, the most frequent first; null where none was skipped.</summary>
    internal static string? Text(IEnumerable<string> reasons)
    {
        string[] all = [.. reasons.Select(Kind)];
        return all.Length == 0
            ? null
            : $"Skipped {all.Length} tests: " + string.Join("; ", all.CountBy(reason => reason)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Value} x {pair.Key}")) + ".";
    }

    /// <summary>The reason; files below <c>shared</c> are one reason.</summary>
    private static string Kind(string reason)
    {
        string text = reason.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return text.StartsWith("shared/", StringComparison.Ordinal) && text.EndsWith(" is absent", StringComparison.Ordinal)
            ? "files of the folder shared beside the repository are absent"
            : text;
    }

    private sealed class Handler(IRunnerLogger logger) : DefaultRunnerReporterMessageHandler(logger)
    {
        private readonly ConcurrentQueue<string> _reasons = [];

        protected override void HandleTestSkipped(MessageHandlerArgs<ITestSkipped> args) => _reasons.Enqueue(args.Message.Reason);

        protected override void HandleTestAssemblyExecutionFinished(MessageHandlerArgs<TestAssemblyExecutionFinished> args)
        {
            base.HandleTestAssemblyExecutionFinished(args);
            if (Text(_reasons) is { } text)
                Logger.LogRaw(text);
        }
    }
}
