using System.Text.RegularExpressions;

namespace NetInsight.Fuzz.Comparison;

/// <summary>Counts outcomes by class and cause.</summary>
internal sealed partial class Tally
{
    private const int MostCauses = 40;
    private readonly Dictionary<OutcomeKind, Dictionary<string, (int Count, long Example)>> _causes = [];

    /// <summary>What outcomes of one cause have in common: the detail up to its numbers.</summary>
    public static string KeyOf(string detail) => Numbers().Replace(detail.Length > 160 ? detail[..160] : detail, "#");

    /// <summary>How many outcomes a class has.</summary>
    public int Of(OutcomeKind kind) => _causes.GetValueOrDefault(kind)?.Values.Sum(cause => cause.Count) ?? 0;

    /// <summary>Adds an outcome.</summary>
    public void Add(OutcomeKind kind, string detail, long seed)
    {
        if (!_causes.TryGetValue(kind, out Dictionary<string, (int Count, long Example)>? causes))
            _causes[kind] = causes = [];
        string key = KeyOf(detail);
        (int count, long example) = causes.GetValueOrDefault(key, (0, seed));
        causes[key] = (count + 1, example);
    }

    /// <summary>Adds the lines that a child wrote.</summary>
    public void Read(string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            if (line.Split('\t', 3) is [string seed, string kind, string detail] && Enum.TryParse(kind, out OutcomeKind outcome))
                Add(outcome, detail, long.Parse(seed));
        }
    }

    /// <summary>Writes the counts and the causes, most frequent first.</summary>
    public void Print(TimeSpan elapsed, TextWriter to)
    {
        int total = Enum.GetValues<OutcomeKind>().Sum(Of);
        to.WriteLine($"{total:N0} networks in {elapsed.TotalHours:F2} hours ({total / Math.Max(1, elapsed.TotalSeconds):F0} a second): "
            + string.Join(", ", Enum.GetValues<OutcomeKind>().Select(kind => $"{kind} {Of(kind):N0}")));
        foreach (OutcomeKind kind in Enum.GetValues<OutcomeKind>().Reverse())
        {
            foreach ((string cause, (int count, long example)) in _causes.GetValueOrDefault(kind, [])
                .OrderByDescending(cause => cause.Value.Count).Take(MostCauses))
                to.WriteLine($"{kind}\t{count}\tseed {example}\t{cause}");
        }
    }

    /// <summary>The same into a file of a folder.</summary>
    public void Print(TimeSpan elapsed, string folder)
    {
        using StreamWriter file = new(Path.Combine(folder, "tally.txt"));
        Print(elapsed, file);
    }

    [GeneratedRegex(@"-?\d[\d.,xE+-]*")]
    private static partial Regex Numbers();
}
