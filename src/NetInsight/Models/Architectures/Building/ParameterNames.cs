using System.Text.RegularExpressions;

namespace NetInsight.Models.Architectures.Building;

/// <summary>
/// The names of a weights file without what training code adds to them: wrappers (DataParallel, torch.compile, FSDP) inside names, and the
/// prefix under which a larger module holds the network (<c>model.</c>, <c>backbone.</c>, nested ones).
/// </summary>
internal sealed partial class ParameterNames
{
    /// <summary>First parameters by which the prefix is looked for.</summary>
    private const int Anchors = 4;

    private static readonly HashSet<string> Wrappers =
        ["module", "_orig_mod", "_forward_module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"];

    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>The names of a file.</summary>
    public ParameterNames(IEnumerable<string> names)
    {
        HashSet<string> ambiguous = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string plain = WithoutWrappers(name);
            if (!_files.TryAdd(plain, name))
                ambiguous.Add(plain);
        }

        foreach (string plain in ambiguous)                 // module.conv1 beside conv1: neither may stand for the other
            _files.Remove(plain);
        foreach (string name in names.Where(name => ambiguous.Contains(WithoutWrappers(name))))
            _files.TryAdd(name, name);
    }

    /// <summary>The names without wrappers.</summary>
    public IReadOnlyCollection<string> All => _files.Keys;

    /// <summary>Whether there is such a name.</summary>
    public bool Contains(string name) => _files.ContainsKey(name);

    /// <summary>A name as the file has it.</summary>
    public string InFile(string name) => _files[name];

    /// <summary>Whether a module of this name is in the file, under any prefix.</summary>
    public bool HasModule(string name) =>
        _files.Keys.Any(key => key.EndsWith($"{name}.weight", StringComparison.Ordinal) && IsAfterPrefix(key, $"{name}.weight"));

    /// <summary>The prefixes under which the most of the parameters are found, with their number; the empty one where none is.</summary>
    public (string[] Prefixes, int Found) Prefixes(IReadOnlyList<string> parameters)
    {
        SortedSet<string> candidates = new(StringComparer.Ordinal) { "" };
        foreach (string anchor in parameters.Take(Anchors))
            candidates.UnionWith(_files.Keys.Where(key => IsAfterPrefix(key, anchor)).Select(key => key[..^anchor.Length]));

        List<string> best = [];
        int fewest = parameters.Count;
        foreach (string prefix in candidates)
        {
            int missing = 0;
            for (int i = 0; i < parameters.Count && missing <= fewest; i++)
                missing += _files.ContainsKey(prefix + parameters[i]) ? 0 : 1;
            if (missing < fewest)
                best.Clear();
            if (missing <= fewest)
                best.Add(prefix);
            fewest = Math.Min(fewest, missing);
        }

        return fewest == parameters.Count ? ([""], 0) : ([.. best], parameters.Count - fewest);
    }

    private static bool IsAfterPrefix(string key, string name) =>
        key.EndsWith(name, StringComparison.Ordinal) && (key.Length == name.Length || key[^(name.Length + 1)] == '.');

    /// <summary>
    /// The name without the components of wrappers; checkpoints of torchvision's DenseNet have norm.1 for what the code calls norm1.
    /// </summary>
    private static string WithoutWrappers(string name)
    {
        string plain = string.Join('.', name.Split('.').Where(part => !Wrappers.Contains(part)));
        return OldDenseLayer().Replace(plain, "$1.$2$3.");
    }

    [GeneratedRegex(@"(denselayer[0-9]+)\.(norm|conv)\.([12])\.", RegexOptions.CultureInvariant)]
    private static partial Regex OldDenseLayer();
}
