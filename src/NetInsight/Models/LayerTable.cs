using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Imaging;

namespace NetInsight.Models;

/// <summary>The layers of a model by name. An unknown name is answered with the nearest names.</summary>
internal sealed class LayerTable
{
    private readonly Dictionary<string, int> _values = [];

    /// <summary>Lists the nodes of a graph.</summary>
    public LayerTable(Graph graph, IReadOnlyDictionary<int, Shape>? shapes)
    {
        Layers = [.. graph.Nodes.Select(node => new Layer(node.Name, node.Operator.Name, shapes is null ? null : shapes[node.Output]))];
        foreach (Node node in graph.Nodes)
            _values[node.Name] = node.Output;
        foreach (Node node in graph.Nodes)
            _values.TryAdd(graph.Values[node.Output].Name, node.Output);      // an output's name in the file names its layer too
    }

    /// <summary>The layers in the order in which they are computed.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>The output value of a layer, or of the last layer of a module: <c>layer1</c> is <c>layer1.1.relu_1</c>.</summary>
    /// <exception cref="ArgumentException">There is no such layer; the message lists the nearest names.</exception>
    public int ValueOf(string layer, string parameter)
    {
        ArgumentNullException.ThrowIfNull(layer, parameter);
        if (_values.TryGetValue(layer, out int value))
            return value;
        Layer? last = Layers.LastOrDefault(known =>
            known.Name.StartsWith(layer + ".", StringComparison.Ordinal) || known.Name.StartsWith(layer + "/", StringComparison.Ordinal));
        if (last is not null && layer.Length > 0)
            return _values[last.Name];
        IEnumerable<string> nearest = Layers.Select(known => known.Name).OrderBy(name => Distance(layer, name)).Take(5);
        throw new ArgumentException(
            $"There is no layer '{Printable.Escape(layer)}'. The nearest names are: {string.Join(", ", nearest.Select(Printable.Escape))}.",
            parameter);
    }

    /// <summary>
    /// The number of letters to change, insert or delete to turn one name into the other (Levenshtein 1966); case is ignored.
    /// </summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
