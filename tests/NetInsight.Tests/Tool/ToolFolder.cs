namespace NetInsight.Tests.Tool;

/// <summary>A folder for the outputs of one test, removed at its end.</summary>
internal sealed class ToolFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("netinsight-tool-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => Path.Combine(_path, name);

    /// <summary>The names of the files in it.</summary>
    public string[] Files => [.. Directory.EnumerateFiles(_path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
