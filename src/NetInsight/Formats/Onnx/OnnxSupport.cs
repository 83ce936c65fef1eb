namespace NetInsight.Formats.Onnx;

/// <summary>Finds, before anything is converted, every operator of a file that NetInsight does not support.</summary>
internal static class OnnxSupport
{
    private const int OldestOpset = 1;
    private const int NewestOpset = 24;

    /// <summary>The file's opset.</summary>
    /// <exception cref="UnsupportedOperatorException">Operators are missing; all are listed with their nodes.</exception>
    public static int Check(ModelProto model, string path)
    {
        long[] versions = [.. model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Select(set => set.Version)];
        if (versions is not [long opset])
        {
            string problem = versions.Length == 0
                ? "operators of no stated version (no opset_import of ONNX)"
                : "operators of several versions of ONNX";
            throw new UnsupportedOperatorException(path, [problem]);
        }

        if (opset is < OldestOpset or > NewestOpset)
            throw new UnsupportedOperatorException(
                path, [$"operators of ONNX opset {opset} ({OldestOpset} to {NewestOpset} are supported)"]);

        HashSet<(string, string)> functions = [.. model.Functions.Select(function => (function.Domain, function.Name))];
        List<string> missing = [];
        foreach (NodeProto node in model.Graph.Node)
        {
            bool isKnown = OnnxOperators.Table.ContainsKey(OnnxNode.KeyOf(node)) || OnnxConstantFolding.IsFoldedOnly(OnnxNode.KeyOf(node));
            bool isLocal = functions.Contains((node.Domain, node.OpType));
            if (!isKnown || isLocal)
            {
                string domain = node.Domain.Length > 0 ? node.Domain + "." : "", name = node.Name.Length > 0
                    ? node.Name : node.Output.FirstOrDefault()!;
                missing.Add($"{domain}{node.OpType} (node {name})");
            }
        }

        return missing.Count == 0 ? (int)opset : throw new UnsupportedOperatorException(path, missing.Distinct());
    }
}
