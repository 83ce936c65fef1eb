using System.Text;
using System.Text.Json;
using NetInsight.Inspection.Patches;

namespace NetInsight.Fuzz;

/// <summary>Patch tables (JSON): a table that is read can be drawn, written and read again.</summary>
internal static class PatchTableTarget
{
    private const string Pixel = "[1,1,\"AAEC\"]", Row = "[2,1,\"AAECAwQF\"]";
    private const int MaxDrawn = 64;

    /// <summary>The format as a target.</summary>
    public static FuzzTarget Target { get; } = new("patches", Read, Seeds, Words);

    private static void Read(byte[] bytes)
    {
        PatchTable table = new PatchTableReader("fuzz", LoadLimits.Default).Read(bytes);
        if (table.Channels.Length > 0 && table.Channels.Length * table.Channels.Max(channel => table.Of(channel).Length) <= MaxDrawn)
            table.ToImage(8);
        using MemoryStream written = new();
        using (Utf8JsonWriter json = new(written))
            PatchTableWriter.Write(json, table, CancellationToken.None);
        PatchTable again = new PatchTableReader("written", LoadLimits.Default).Read(written.ToArray());
        if (again.Caption != table.Caption)
            throw new InvalidOperationException($"What was written reads as '{again.Caption}', what was read as '{table.Caption}'.");
    }

    private static IEnumerable<byte[]> Seeds() => new[]
    {
        Table("\"field\":[3,3,1,1,-1,-1],", "[\"a\",\"b\"]", $"[{Pixel},{Row}]",
            $"[{{\"channel\":2,\"units\":[{Unit(1, "2.5", 0)},{Unit(0, "2.5e-3", 1)}]}}]"),
        Table("", "[\"a\"]", $"[{Row}]", $"[{{\"channel\":0,\"units\":[{Unit(0, "-1", 0)}]}},{{\"channel\":1,\"units\":[]}}]"),
        Table("\"field\":[19,7,4,2,0,-3],", "[]", "[]", "[]"),
    }.Select(Encoding.UTF8.GetBytes);

    private static IEnumerable<byte[]> Words() => new[]
    {
        "\"format\":", "\"netinsight.patches\"", "\"version\":", "\"layer\":", "\"network\":", "\"input\":", "\"field\":", "\"count\":",
        "\"perPicture\":", "\"patchSize\":", "\"pictures\":",
        "\"patches\":", "\"channels\":", "\"channel\":", "\"units\":", "\"picture\":", "\"score\":", "\"row\":", "\"column\":",
        "\"original\":", "\"patch\":",
        Pixel, Row, "{}", "[]", "null", "true", "1e38", "1e400", "1e-400", "-1", "0.5", "1048575", "268435456", "2147483647", "4294967296",
        "\\ud800", "\\u0000",
    }.Select(Encoding.UTF8.GetBytes);

    private static string Table(string field, string images, string patches, string channels) =>
        $"{{\"format\":\"netinsight.patches\",\"version\":1,\"layer\":\"conv1\",\"network\":\"{new string('0', 64)}\",\"input\":[8,9],"
            + $"{field}\"count\":2,\"perPicture\":1,\"patchSize\":8,\"pictures\":{images},\"patches\":{patches},\"channels\":{channels}}}";

    private static string Unit(int image, string score, int patch) =>
        $"{{\"picture\":{image},\"score\":{score},\"row\":1,\"column\":2,\"original\":[0,0,3,2],\"patch\":{patch}}}";
}
