using NetInsight.Imaging;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// Layer names for a file's nodes: PyTorch's scopes become module paths, every name is unique, and what a terminal would obey is escaped.
/// </summary>
internal sealed class LayerNames
{
    /// <summary>
    /// Deeper scopes are not split into modules: their paths together would outgrow the file. Networks have about ten levels.
    /// </summary>
    private const int MaxDepth = 16;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _suffixes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _modules;

    /// <summary>Starts naming the nodes of a file.</summary>
    /// <param name="nodeNames">The names of all of its nodes, which show which modules contain others.</param>
    public LayerNames(params IEnumerable<string> nodeNames) =>
        _modules = [.. nodeNames.Where(name => name.StartsWith('/')).Select(Printable.EscapeWhole).SelectMany(Enclosing)];

    /// <summary>
    /// The name of the next node: <c>/layer1/layer1.0/conv1/Conv</c> becomes <c>layer1.0.conv1</c>. An operator in a module that also
    /// contains modules, such as <c>/layer1/layer1.0/Add</c>, keeps its operator name, <c>layer1.0.Add</c>, so that <c>layer1.0</c> still
    /// means the whole module.
    /// </summary>
    /// <param name="nodeName">The node's name in the file; may be empty.</param>
    /// <param name="outputName">The name of its first output, used where the node has none.</param>
    /// <param name="operatorType">The node's operator, such as Conv.</param>
    public string Next(string nodeName, string outputName, string operatorType)
    {
        string name = Printable.EscapeWhole(nodeName.Length > 0 ? nodeName : outputName);
        if (name.StartsWith('/'))
            name = ModulePath(name, operatorType);
        string unique = name;
        int suffix = _suffixes.GetValueOrDefault(name);     // the last one of this name: equally named nodes take linear time
        while (!_taken.Add(unique))
            unique = $"{name}_{++suffix}";
        if (suffix > 0)
            _suffixes[name] = suffix;
        return unique;
    }

    private string ModulePath(string scope, string operatorType)
    {
        string[] parts = scope.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return scope;

        // The last part is the operator, numbered where a module has several: relu/Relu_1 is the second use of relu.
        string last = parts[^1], suffix = "";
        bool endsInOperator = last == operatorType
            || (last.StartsWith(operatorType + "_", StringComparison.Ordinal) && int.TryParse(last[(operatorType.Length + 1)..], out _));
        if (endsInOperator && parts.Length > 1 && !_modules.Contains(Join(parts[..^1])))
        {
            suffix = last[operatorType.Length..];
            parts = parts[..^1];
        }

        return Join(parts) + suffix;
    }

    /// <summary>
    /// The modules that contain another module with this node: all but the innermost, which may consist of this node only.
    /// </summary>
    private static IEnumerable<string> Enclosing(string scope)
    {
        string[] parts = scope.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int length = 1; length < parts.Length - 1 && parts.Length <= MaxDepth; length++)
            yield return Join(parts[..length]);
    }

    private static string Join(string[] parts)
    {
        List<string> path = [];
        foreach (string part in parts)
        {
            if (path.Count > 0 && part.StartsWith(path[^1] + ".", StringComparison.Ordinal))
                path.RemoveAt(path.Count - 1);          // layer1/layer1.0 repeats layer1
            path.Add(part);
        }

        return string.Join('.', path);
    }
}
