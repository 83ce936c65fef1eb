namespace NetInsight.Tests.Conventions;

/// <summary>Which folder may use which: an absent pair is forbidden. A folder always may use itself.</summary>
/// <param name="rows">For each folder, once, those that it may use.</param>
/// <param name="exceptions">Single types that a folder may use although it may not use their folder.</param>
internal sealed class FolderTable(IReadOnlyList<FolderRow> rows, IReadOnlyList<FolderException> exceptions)
{
    private readonly Dictionary<string, string[]> _uses =
        rows.SelectMany(row => row.Folders.Select(folder => (folder, row.Uses))).ToDictionary(pair => pair.folder, pair => pair.Uses);

    /// <summary>All folders, from the lowest to the highest.</summary>
    public IEnumerable<string> Folders => _uses.Keys;

    /// <summary>The single types that are let through.</summary>
    public IReadOnlyList<FolderException> Exceptions => exceptions;

    /// <summary>The uses that the table forbids.</summary>
    public IReadOnlyList<FolderUse> Violations(IEnumerable<FolderUse> uses) =>
        [.. uses.Where(use => !Allows(use.From, use.To) && !exceptions.Any(use.Matches))];

    /// <summary>Whether all types of one folder may use all types of another.</summary>
    public bool Allows(string from, string to) => from == to || (_uses.TryGetValue(from, out string[]? allowed) && allowed.Contains(to));

    /// <summary>The same table with one pair less.</summary>
    public FolderTable Without(string from, string to) =>
        new([.. _uses.Select(row => new FolderRow([row.Key], [.. row.Value.Where(used => (row.Key, used) != (from, to))]))], exceptions);

    /// <summary>A way through the table from a folder back to itself; empty where there is none.</summary>
    public IReadOnlyList<string> FindCycle()
    {
        HashSet<string> done = [];
        List<string> path = [];
        return _uses.Keys.Select(Visit).FirstOrDefault(cycle => cycle.Count > 0) ?? [];

        IReadOnlyList<string> Visit(string folder)
        {
            if (path.IndexOf(folder) is >= 0 and var start)
                return [.. path[start..], folder];
            if (!done.Add(folder))
                return [];
            path.Add(folder);
            IReadOnlyList<string> found = _uses.GetValueOrDefault(folder, []).Select(Visit).FirstOrDefault(cycle => cycle.Count > 0) ?? [];
            path.RemoveAt(path.Count - 1);
            return found;
        }
    }
}
