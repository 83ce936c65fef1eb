using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NetInsight.Benchmarks;

/// <summary>The lines of a table as a file of JSON.</summary>
internal static class Figures
{
    /// <summary>Names in snake case; NaN, where there was no peer, as text.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The option that names the file.</summary>
    public static Option<FileInfo?> Option() => new("--json") { Description = "A file for the figures." };

    /// <summary>Writes the lines, where there is a file.</summary>
    public static void Write<T>(FileInfo? file, IReadOnlyList<T> lines)
    {
        if (file is not null)
            File.WriteAllText(file.FullName, JsonSerializer.Serialize(lines, Json));
    }
}
