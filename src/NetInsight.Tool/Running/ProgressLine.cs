using System.Globalization;

namespace NetInsight.Tool.Running;

/// <summary>
/// Progress as one line that is written over on a terminal, with the time left; elsewhere as plain lines, at most one in ten seconds.
/// </summary>
/// <param name="console">Where it is shown.</param>
/// <param name="what">What is computed.</param>
internal sealed class ProgressLine(ToolConsole console, string what) : IProgress<Progress>, IDisposable
{
    private static readonly TimeSpan Plain = TimeSpan.FromSeconds(10), Live = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly long _start = console.Clock.GetTimestamp();
    private TimeSpan _shown = TimeSpan.Zero;
    private int _width;

    /// <summary>Shows how many work items are done.</summary>
    public void Report(int done, int total) => Report(new Progress(done, total, console.Clock.GetElapsedTime(_start)));

    /// <inheritdoc/>
    public void Report(Progress value)
    {
        lock (_lock)
        {
            TimeSpan now = console.Clock.GetElapsedTime(_start);
            if (now - _shown < (console.IsTerminal ? Live : Plain))
                return;
            _shown = now;
            string line = string.Create(CultureInfo.InvariantCulture, $"{what}: {Math.Floor(100 * value.Fraction):0}%{Left(value)}");
            if (console.IsTerminal)
            {
                console.Overwrite(line.PadRight(_width));
                _width = line.Length;
            }
            else
                console.Note(line);
        }
    }

    /// <summary>Removes the line from a terminal.</summary>
    public void Dispose()
    {
        if (_width > 0)
            console.Overwrite(new string(' ', _width) + "\r");
    }

    private static string Left(Progress value) => value.Remaining is { } left && value.Done < value.Total
        ? string.Create(CultureInfo.InvariantCulture, $", {(int)left.TotalMinutes}:{left.Seconds:00} left")
        : "";
}
