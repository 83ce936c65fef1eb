using NetInsight.Imaging;

namespace NetInsight.Tool.Running;

/// <summary>Where a command writes: results to one writer, progress and errors to another.</summary>
/// <param name="output">Receives results.</param>
/// <param name="error">Receives progress and errors.</param>
internal sealed class ToolConsole(TextWriter output, TextWriter error)
{
    private readonly Lock _lock = new();

    /// <summary>Receives results.</summary>
    public TextWriter Output => output;

    /// <summary>Receives progress and errors.</summary>
    public TextWriter Error => error;

    /// <summary>Whether someone watches <see cref="Error"/>, so that a line may be written over. Default false.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Stops the command.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The clock of progress and manifests.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Writes a result of several lines; characters that a terminal would obey are escaped.</summary>
    public void Write(string text)
    {
        foreach (string line in text.TrimEnd('\n').Split('\n'))
            output.WriteLine(Printable.EscapeWhole(line));
    }

    /// <summary>Writes JSON, which escapes by itself.</summary>
    public void WriteRaw(string text) => output.WriteLine(text);

    /// <summary>Writes one line of what went wrong.</summary>
    public void Fail(string message) => Note($"netinsight: {Printable.EscapeWhole(message.ReplaceLineEndings(" "))}");

    /// <summary>Writes one line beside the results.</summary>
    public void Note(string line)
    {
        lock (_lock)
            error.WriteLine(line);
    }

    /// <summary>Writes over the current line of a terminal.</summary>
    public void Overwrite(string line)
    {
        lock (_lock)
        {
            error.Write("\r" + line);
            error.Flush();
        }
    }
}
