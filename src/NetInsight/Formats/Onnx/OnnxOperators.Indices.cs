using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Formats.Onnx;

internal static partial class OnnxOperators
{
    private static void DepthToSpace(OnnxNode node, OnnxImport import)
    {
        bool isColumnRowDepth = node.Text("mode", "DCR") switch
        {
            "DCR" => false,
            "CRD" => true,
            string other => throw new ArgumentException($"has the mode '{Printable.Escape(other)}'; DCR and CRD are supported"),
        };
        import.Emit(node, new DepthToSpace(BlockSize(node), isColumnRowDepth));
    }

    private static int BlockSize(OnnxNode node) =>
        node.HasAttribute("blocksize") ? node.Int("blocksize", 0) : throw new ArgumentException("has no attribute 'blocksize'");

    private static void Expand(OnnxNode node, OnnxImport import)
    {
        long[] extents = [.. import.RequireConstant(node, 1).AsLongs()];
        int batch = Array.IndexOf(extents, OnnxConstant.BatchMarker);
        if (batch >= 0)
        {
            // The batch size, copied from the input's shape: an extent of 1 keeps the input's.
            bool isFirst = batch == 0 && Array.LastIndexOf(extents, OnnxConstant.BatchMarker) == 0;
            bool hasBatch = import.ConstantOf(node.Inputs[0]) is null && import.ShapeOf(node.Inputs[0]) is { } shape
                && shape.Rank == extents.Length && shape[0] != 1;
            if (!isFirst || !hasBatch)
                throw new ArgumentException("uses the batch size in a way that NetInsight does not support");
            extents[0] = 1;
        }

        import.Emit(node, new Expand([.. Extents(extents)]), node.Inputs[0]);
    }

    private static void Tile(OnnxNode node, OnnxImport import)
    {
        if (node.Opset < 6)
            throw new ArgumentException("is of opset 1, which tiles one axis; opset 6 and later are supported");
        OnnxConstant repeats = import.RequireConstant(node, 1);
        if (repeats.DependsOnBatch)
            throw new ArgumentException("repeats by the batch size, which NetInsight does not support");
        import.Emit(node, new Tile([.. Extents(repeats.AsLongs())]), node.Inputs[0]);
    }

    internal static IEnumerable<int> Extents(long[] values) => values.Select(value => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw new ArgumentException($"holds the extent {value}; 0 to {int.MaxValue:N0} are expected"));

    private static void Gather(OnnxNode node, OnnxImport import)
    {
        OnnxConstant indices = import.RequireConstant(node, 1);
        import.Emit(node, new Gather(Indices(indices), indices.Shape, node.Int("axis", 0)), node.Inputs[0]);
    }

    private static void GatherElements(OnnxNode node, OnnxImport import)
    {
        OnnxConstant indices = import.RequireConstant(node, 1);
        import.Emit(node, new GatherElements(Indices(indices), indices.Shape, node.Int("axis", 0)), node.Inputs[0]);
    }

    private static ImmutableArray<int> Indices(OnnxConstant indices) => indices.DependsOnBatch
        ? throw new ArgumentException("has an index that is the batch size")
        : [.. indices.AsLongs().Select(ToInt)];
}
