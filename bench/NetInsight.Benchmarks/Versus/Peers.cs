using System.Globalization;

namespace NetInsight.Benchmarks;

/// <summary>What PyTorch needed on the same GPU, as <c>bench/versus_torch.py</c> printed it; nothing where no file is given.</summary>
internal sealed class Peers
{
    private readonly Dictionary<(string Kind, string Network, string Case), (double Full, double Reduced, string Megabytes)> _lines = [];

    /// <summary>Reads the file.</summary>
    public static Peers Read(FileInfo? file)
    {
        Peers peers = new();
        foreach (string line in file is null ? [] : File.ReadLines(file.FullName))
        {
            if (line.Split('\t') is [var kind, var network, var measured, var full, var reduced, var megabytes])
            {
                peers._lines[(kind, network, measured)] =
                    (double.Parse(full, CultureInfo.InvariantCulture), double.Parse(reduced, CultureInfo.InvariantCulture), megabytes);
            }
        }

        return peers;
    }

    /// <summary>Columns for a line of a table: milliseconds with TF32 off and the ratio to ours, the same with TF32 on.</summary>
    public string Columns(string kind, string network, string measured, double ours) =>
        _lines.TryGetValue((kind, network, measured), out (double Full, double Reduced, string Megabytes) theirs)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{theirs.Full:F2} | {theirs.Full / ours:F2} | {theirs.Reduced:F2} | {theirs.Reduced / ours:F2}")
            : "not measured | | |";

    /// <summary>The most megabytes that PyTorch had allocated there; empty where it was not measured.</summary>
    public string Megabytes(string kind, string network, string measured) =>
        _lines.TryGetValue((kind, network, measured), out (double Full, double Reduced, string Megabytes) theirs) ? theirs.Megabytes : "";
}
