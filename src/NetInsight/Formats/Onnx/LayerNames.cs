namespace NetInsight.Formats.Onnx;

/// <summary>
/// The names by which users know a file's nodes: PyTorch's scopes become module paths, and every name is unique.
/// </summary>
internal sealed class LayerNames
{
    /// <summary>The deepest scope whose modules are told apart. Networks have about ten; the paths of a deep one would outgrow the file.</summary>
    private const int Deepest = 16;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _modules;

    /// <summary>Begins to name the nodes of a file.</summary>
    /// <param name="nodeNames">The names of all of its nodes, from which it shows which modules hold others.</param>
    public LayerNames(params IEnumerable<string> nodeNames) =>
        _modules = [.. nodeNames.Where(name => name.StartsWith('/')).SelectMany(Enclosing)];

    /// <summary>
    /// The name of the next node: <c>/layer1/layer1.0/conv1/Conv</c> becomes <c>layer1.0.conv1</c>; an operator that stands in a module beside others,
    /// such as <c>/layer1/layer1.0/Add</c>, keeps its own name, <c>layer1.0.Add</c>, so that the module's name still means all of it.
    /// </summary>
    /// <param name="nodeName">The node's name in the file; may be empty.</param>
    /// <param name="outputName">The name of its first output, which takes the place of an empty one.</param>
    /// <param name="operatorType">The node's operator, such as Conv.</param>
    public string Next(string nodeName, string outputName, string operatorType)
    {
        string name = nodeName.Length > 0 ? nodeName : outputName;
        if (name.StartsWith('/'))
            name = ModulePath(name, operatorType);
        string unique = name;
        int number = _uses.GetValueOrDefault(name);     // where counting ended for this name: nodes that all bear one are named in linear time
        while (!_taken.Add(unique))
            unique = $"{name}_{++number}";
        if (number > 0)
            _uses[name] = number;
        return unique;
    }

    private string ModulePath(string scope, string operatorType)
    {
        string[] parts = scope.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return scope;

        // The last part is the operator, numbered where a module has several: relu/Relu_1 is the second use of relu.
        string last = parts[^1], number = "";
        bool endsInOperator = last == operatorType || (last.StartsWith(operatorType + "_", StringComparison.Ordinal) && int.TryParse(last[(operatorType.Length + 1)..], out _));
        if (endsInOperator && parts.Length > 1 && !_modules.Contains(Join(parts[..^1])))
        {
            number = last[operatorType.Length..];
            parts = parts[..^1];
        }

        return Join(parts) + number;
    }

    /// <summary>The modules that hold another module with a node of this name: not the innermost, whose only node it may be.</summary>
    private static IEnumerable<string> Enclosing(string scope)
    {
        string[] parts = scope.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int length = 1; length < parts.Length - 1 && parts.Length <= Deepest; length++)
            yield return Join(parts[..length]);
    }

    private static string Join(string[] parts)
    {
        List<string> path = [];
        foreach (string part in parts)
        {
            if (path.Count > 0 && part.StartsWith(path[^1] + ".", StringComparison.Ordinal))
                path.RemoveAt(path.Count - 1);          // layer1/layer1.0 says layer1 twice
            path.Add(part);
        }

        return string.Join('.', path);
    }
}
