using System.Collections.Immutable;
using System.Globalization;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// The end of a classifier in ONNX's operators for classical machine learning (domain ai.onnx.ml), as Custom Vision and scikit-learn write
/// it: ZipMap makes a map from names to probabilities, ArrayFeatureExtractor and LabelEncoder make the name of the best class.
/// </summary>
/// <remarks>
/// <code>
/// p ---- ZipMap(classlabels_strings) -------------------> loss          becomes   p --- Identity --> loss
/// p - ArgMax - am - ArrayFeatureExtractor(names, am) ---> classLabel    becomes   am -- Identity --> classLabel
/// </code>
/// </remarks>
internal static class OnnxClassLabels
{
    private const string Domain = "ai.onnx.ml";

    /// <summary>Replaces such nodes by Identity, where no other computation uses their results, and returns the names they hold.</summary>
    /// <param name="model">The parsed file; changed.</param>
    /// <returns>The names in the order of classes; null where there are none.</returns>
    public static ImmutableArray<string>? Take(ModelProto model)
    {
        GraphProto graph = model.Graph;
        if (!graph.Node.Any(node => node.Domain == Domain))
            return null;
        ILookup<string, NodeProto> users = graph.Node.SelectMany(node => node.Input, (node, input) => (node, input))
            .ToLookup(use => use.input, use => use.node);
        Dictionary<string, TensorProto> texts = TextsOf(graph);
        string[]? best = null;
        foreach (NodeProto node in graph.Node.Reverse())
        {
            bool isLast = node.Domain == Domain && node.Output.Distinct().All(output => users[output].All(KeepsElements));
            if (!isLast)
                continue;
            (string Index, string[] Names)? found = node.OpType switch
            {
                "ZipMap" when node.Input.Count == 1 => (node.Input[0], NamesOf(node, "classlabels_strings", "classlabels_int64s")),
                "LabelEncoder" when node.Input.Count == 1 => (node.Input[0], Encoded(node)),
                "ArrayFeatureExtractor" when node.Input.Count == 2 && TakeStrings(texts, node.Input[0]) is { } names =>
                    (node.Input[1], names),
                _ => null,
            };
            if (found is not { } end)
                continue;
            if (end.Names.Length > 0 && (best is null || node.OpType == "ZipMap"))
                best = end.Names;
            (node.Domain, node.OpType) = ("", "Identity");
            node.Attribute.Clear();
            node.Input.Clear();
            node.Input.Add(end.Index);
        }

        return best is null ? null : [.. best];
    }

    /// <summary>Whether a node only passes elements on, so that it does the same to the index of a name as to the name.</summary>
    private static bool KeepsElements(NodeProto node) => node.Domain == Domain
        || node.OpType is "Identity" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" or "Cast";

    private static string[] NamesOf(NodeProto node, string strings, string integers)
    {
        string[] names = Strings(node, strings);
        return names.Length > 0
            ? names
            : [.. Find(node, integers)?.Ints.Select(value => value.ToString(CultureInfo.InvariantCulture)) ?? []];
    }

    /// <summary>The names of a LabelEncoder whose keys are the indices 0, 1, 2, ...; none for others.</summary>
    private static string[] Encoded(NodeProto node)
    {
        if (Strings(node, "classes_strings") is { Length: > 0 } first)          // version 1
            return first;
        string[] names = Strings(node, "values_strings");
        long[] keys = [.. Find(node, "keys_int64s")?.Ints ?? []];
        if (keys.Length != names.Length)
            return [];
        Array.Sort(keys, names);
        return keys.Where((key, index) => key != index).Any() ? [] : names;
    }

    private static string[] Strings(NodeProto node, string name) =>
        [.. Find(node, name)?.Strings.Select(text => text.ToStringUtf8()) ?? []];

    private static AttributeProto? Find(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>The texts of a constant, which then is left without elements; null where it holds no texts.</summary>
    private static string[]? TakeStrings(Dictionary<string, TensorProto> texts, string name)
    {
        if (!texts.Remove(name, out TensorProto? tensor))
            return null;
        string[] names = [.. tensor.StringData.Select(text => text.ToStringUtf8())];
        tensor.DataType = (int)DataType.Int64;
        tensor.StringData.Clear();
        tensor.Dims.Clear();
        tensor.Dims.Add(0);
        return names;
    }

    /// <summary>The constants of texts by name.</summary>
    private static Dictionary<string, TensorProto> TextsOf(GraphProto graph)
    {
        Dictionary<string, TensorProto> texts = new(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.String))
            texts.TryAdd(tensor.Name, tensor);
        foreach (NodeProto node in graph.Node.Where(node => node.OpType == "Constant" && node.Output.Count == 1))
        {
            if (Find(node, "value")?.T is { } tensor && tensor.DataType == (int)DataType.String)
                texts.TryAdd(node.Output[0], tensor);
        }

        return texts;
    }
}
