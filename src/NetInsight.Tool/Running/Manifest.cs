using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace NetInsight.Tool.Running;

/// <summary>
/// What made a file: versions, command line, options, seeds, and the SHA-256 of the model, the images and the file itself. It is written
/// beside the file, as <c>why.html.manifest.json</c>, so that two results in one folder keep one each.
/// </summary>
internal static class Manifest
{
    /// <summary>The version of the library and the tool, which are built together.</summary>
    public static string Version { get; } =
        typeof(Manifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? typeof(Manifest).Assembly.GetName().Version?.ToString() ?? "unknown";

    /// <summary>The path of a file's manifest.</summary>
    public static string PathFor(string output) => output + ".manifest.json";

    /// <summary>Writes the manifest of a finished run, whole or not at all.</summary>
    public static void Write(VerbRun run, string output)
    {
        JsonObject manifest = new()
        {
            ["format"] = 1,
            ["tool"] = "netinsight",
            ["version"] = Version,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
            ["threads"] = run.Model.Parallelism,
            ["verb"] = run.Verb,
            ["arguments"] = Json.Array(run.Arguments.Select(argument => (JsonNode?)JsonValue.Create(argument))),
            ["model"] = FileOf(run.ModelPath),
            ["labels"] = run.LabelPath is null ? null : FileOf(run.LabelPath),
            ["preprocessing"] = run.Model.Preprocessing.ToString(),
            ["options"] = run.Options.DeepClone(),
            ["seeds"] = run.Seeds.DeepClone(),
            ["images"] = Json.Array(run.ReadImages.Select(FileOf)),
            ["unreadable"] = run.UnreadableJson(),
            ["output"] = FileOf(output),
            ["started"] = run.Started.UtcDateTime.ToString("O"),
            ["seconds"] = Json.Number(Math.Round(run.Elapsed.TotalSeconds, 3)),
        };
        Json.Write(PathFor(output), manifest);
    }

    /// <summary>The SHA-256 of a file, as 64 hexadecimal digits.</summary>
    public static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static JsonObject FileOf(string path) => new()
    {
        ["path"] = path,
        ["bytes"] = new FileInfo(path).Length,
        ["sha256"] = HashOf(path),
    };
}
