namespace NetInsight.Models.Architectures.Building;

/// <summary>Which tensors of a weights file are a network's parameters, and how many classes they make.</summary>
internal sealed class ParameterMatch
{
    private readonly Weights _weights;
    private readonly ParameterNames _names;
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>Finds the parameters in weights whose names are known.</summary>
    /// <param name="architecture">Its name, for messages.</param>
    /// <param name="parameters">What the network takes, in the order of its layers.</param>
    /// <param name="head">The module that makes the logits; its weight states the number of classes.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="isIgnored">Names that files may hold and the network does not use.</param>
    /// <exception cref="ModelFormatException">
    /// Parameters are missing, surplus or misshapen, or there are several networks; all are listed.
    /// </exception>
    public ParameterMatch(
        string architecture, IReadOnlyList<StoredParameter> parameters, string? head, Weights weights, Func<string, bool> isIgnored)
    {
        _weights = weights;
        _names = new ParameterNames(weights.Shapes!.Keys);
        string prefix = PrefixOf(architecture, [.. parameters.Select(parameter => parameter.Name)]);
        string? foundHead = head is null ? null : HeadOf(head, prefix, parameters);
        foreach (StoredParameter parameter in parameters)
        {
            bool isHead = foundHead is not null && IsUnder(head!, parameter.Name);
            string name = isHead ? foundHead + parameter.Name[head!.Length..] : prefix + parameter.Name;
            if (_names.Contains(name))
                _files.Add(parameter.Name, _names.InFile(name));
        }

        Classes = head is not null && _files.TryGetValue($"{head}.weight", out string? file) && weights.Shapes[file] is { Rank: > 1 } shape
            ? shape[0]
            : 0;
        Compare(architecture, parameters, prefix, isIgnored);
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>Reads a parameter, as the network's layers take it.</summary>
    public Tensor Read(StoredParameter parameter) => _weights[_files[parameter.Name]].Reshape(parameter.ShapeFor(Classes));

    private string PrefixOf(string architecture, string[] parameters)
    {
        (string[] prefixes, int found) = _names.Prefixes(parameters);
        if (prefixes.Length == 1 || found < parameters.Length / 2)
            return prefixes[0];
        string list = string.Join(", ", prefixes.Select(prefix => prefix.Length == 0 ? "no prefix" : $"'{prefix}'"));
        throw new ModelFormatException(
            _weights.Source,
            "",
            $"holds {prefixes.Length} networks that could be {architecture}, under {list}; choose one by Weights.Under.");
    }

    /// <summary>
    /// The module of the file that makes the logits: the architecture's, or the one that a user put in its place, alone or in a sequence
    /// with modules without parameters (<c>fc.1</c> after a dropout). Null where none or several could be it.
    /// </summary>
    private string? HeadOf(string head, string prefix, IReadOnlyList<StoredParameter> parameters)
    {
        if (_names.Contains($"{prefix}{head}.weight"))
            return prefix + head;
        string parent = head.Contains('.', StringComparison.Ordinal) ? head[..head.LastIndexOf('.')] : head;
        string root = parameters.Any(parameter => IsUnder(parent, parameter.Name) && !IsUnder(head, parameter.Name)) ? head : parent;
        string[] names = [.. _names.All.Where(name => IsUnder(prefix + root, name)).Order(StringComparer.Ordinal)];
        return names is [string bias, string weight] && weight.EndsWith(".weight", StringComparison.Ordinal)
            && bias == weight[..^"weight".Length] + "bias"
            ? weight[..^".weight".Length]
            : null;
    }

    private void Compare(string architecture, IReadOnlyList<StoredParameter> parameters, string prefix, Func<string, bool> isIgnored)
    {
        HashSet<string> used = [.. _files.Values];
        IEnumerable<string> missing =
            parameters.Where(parameter => !_files.ContainsKey(parameter.Name)).Select(parameter => prefix + parameter.Name);
        IEnumerable<string> surplus =
            _names.All.Where(name => !used.Contains(_names.InFile(name)) && !IsUnused(name)).Select(_names.InFile);
        IEnumerable<string> misshapen = parameters.Where(parameter => _files.ContainsKey(parameter.Name) && !Fits(parameter)).Select(
            parameter => $"{_files[parameter.Name]} ({_weights.Shapes![_files[parameter.Name]]}, expected {parameter})");
        string[] lists = [List("missing", missing), List("surplus", surplus), List("misshapen", misshapen)];
        string[] faults = [.. lists.Where(text => text.Length > 0)];
        if (faults.Length == 0)
            return;
        string place = prefix.Length == 0 ? "" : $" under '{prefix}'";
        string advice = prefix.Length > 0 && lists[0].Length + lists[2].Length == 0
            ? $" If the surplus ones take no part in the forward pass, leave them out: weights.Under(\"{prefix}\")."
            : "";
        throw new ModelFormatException(
            _weights.Source, "", $"these are no weights of {architecture}{place}: {string.Join("; ", faults)}.{advice}");

        bool Fits(StoredParameter parameter) => parameter.Fits(_weights.Shapes![_files[parameter.Name]], Classes)
            && (Classes > 0 || !parameter.Dimensions.Contains(StoredParameter.Open));

        bool IsUnused(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
            || (name.StartsWith(prefix, StringComparison.Ordinal) && isIgnored(name[prefix.Length..]));
    }

    private static bool IsUnder(string module, string name) =>
        name.Length > module.Length && name[module.Length] == '.' && name.StartsWith(module, StringComparison.Ordinal);

    private static string List(string what, IEnumerable<string> names)
    {
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        return sorted.Length == 0 ? "" : $"{sorted.Length} {what}: {string.Join(", ", sorted)}";
    }
}
