using NetInsight.Formats.Onnx.Folding;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Formats.Onnx;

/// <summary>Finds, before anything is converted, every operator of a file that NetInsight does not support.</summary>
internal static class OnnxSupport
{
    private const int OldestOpset = 1;
    private const int NewestOpset = 25;

    /// <summary>Whether a domain is that of ONNX's own operators.</summary>
    public static bool IsOnnx(string domain) => domain is "" or "ai.onnx";

    /// <summary>The file's opset. Where a file lists ONNX's domain several times the last entry counts, as in ONNX Runtime.</summary>
    /// <exception cref="UnsupportedOperatorException">There is none, or one that NetInsight does not know.</exception>
    public static int OpsetOf(ModelProto model, string path)
    {
        OperatorSetIdProto set = model.OpsetImport.LastOrDefault(set => IsOnnx(set.Domain))
            ?? throw new UnsupportedOperatorException(path, ["operators of no stated version (no opset_import of ONNX)"]);
        CheckOpset(set.Version, path);
        return (int)set.Version;
    }

    /// <summary>Checks a version of ONNX's operators.</summary>
    /// <exception cref="UnsupportedOperatorException">NetInsight does not know it.</exception>
    public static void CheckOpset(long opset, string path)
    {
        if (opset is < OldestOpset or > NewestOpset)
            throw new UnsupportedOperatorException(
                path, [$"operators of ONNX opset {opset} ({OldestOpset} to {NewestOpset} are supported)"]);
    }

    /// <summary>Checks nodes on which an output depends.</summary>
    /// <exception cref="UnsupportedOperatorException">Operators are missing; all are listed with their nodes.</exception>
    public static void Check(IEnumerable<OnnxNode> nodes, string path)
    {
        List<string> missing = [];
        foreach (NodeProto node in nodes.Select(node => node.Proto))
        {
            string key = OnnxNode.KeyOf(node);
            bool isKnown = (IsOnnx(node.Domain) && node.OpType == "If")
                || OnnxOperators.Table.ContainsKey(key) || OnnxConstantFolding.IsFoldedOnly(key);
            if (!isKnown)
            {
                string domain = node.Domain.Length > 0 ? node.Domain + "." : "", name = node.Name.Length > 0
                    ? node.Name : node.Output.FirstOrDefault()!;
                missing.Add($"{domain}{node.OpType} (node {name})");
            }
        }

        if (missing.Count > 0)
            throw new UnsupportedOperatorException(path, missing.Distinct());
    }
}
