using System.Collections.Frozen;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Formats.Onnx;

/// <summary>Attributes of ONNX's operators that are 0 or 1, in one place; any other value is refused, whoever reads it.</summary>
internal static class OnnxFlags
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "align_corners", "allowzero", "antialias", "ceil_mode", "center_point_box", "count_include_pad", "detect_negative",
        "detect_positive", "exclude_outside", "exclusive", "fmod", "input_forget", "interleaved", "is_causal", "keepdims", "largest",
        "layout", "linear_before_reset", "log", "noop_with_empty_axes", "reverse", "saturate", "select_last_index", "sorted",
        "storage_order", "training_mode", "transA", "transB", "transBatchA", "transBatchB", "upper",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Checks the flags of a node.</summary>
    /// <exception cref="ArgumentException">One is neither 0 nor 1.</exception>
    public static void Check(OnnxNode node)
    {
        foreach (AttributeProto attribute in node.Proto.Attribute)
        {
            if (attribute.I is not (0 or 1) && Names.Contains(attribute.Name))
                throw new ArgumentException($"attribute '{attribute.Name}' is {attribute.I}; 0 or 1 is expected");
        }
    }
}
