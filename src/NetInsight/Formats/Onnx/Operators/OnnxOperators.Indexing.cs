using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>Operators that choose, scatter or sum up by index.</summary>
    private static Dictionary<string, Converter> IndexingRows => new()
    {
        ["TopK"] = TopK,
        ["CumSum"] = (node, import) => import.Emit(
            node,
            new CumSum(OneInt(node, import, 1), node.Int("exclusive", 0) != 0, node.Int("reverse", 0) != 0),
            node.Inputs[0]),
        ["Trilu"] = (node, import) => import.Emit(
            node, new Trilu(node.Has(1) ? OneInt(node, import, 1) : 0, node.Int("upper", 1) != 0), AsFloats(import, node.Inputs[0])),
        ["EyeLike"] = EyeLike,
        ["OneHot"] = OneHot,
        ["GatherND"] = GatherND,
        ["ScatterND"] = ScatterND,
        ["ScatterElements"] = ScatterElements,
        ["Scatter"] = ScatterElements,
        ["ReverseSequence"] = (node, import) => import.Emit(
            node, new ReverseSequence(node.Int("batch_axis", 1), node.Int("time_axis", 0)), node.Inputs[0],
                AsFloats(import, node.Inputs[1])),
        ["CenterCropPad"] = CenterCropPad,
        ["NonMaxSuppression"] = (_, _) => throw new ArgumentException(
            "gives as many rows as boxes remain, which is known only in a run; end the file before this node (onnx.utils.extract_model)"),
    };

    private static int OneInt(OnnxNode node, OnnxImport import, int input) => import.RequireConstant(node, input).AsLongs() is [long value]
        ? ToInt(value)
        : throw new ArgumentException($"has an input {input} of several values; one is expected");

    /// <summary>
    /// The count is an attribute before opset 10 and an input from then on; smallest and unsorted results came with opset 11.
    /// </summary>
    private static void TopK(OnnxNode node, OnnxImport import)
    {
        int count = node.Opset < 10 ? node.Int("k", 0) : OneInt(node, import, 1), axis = node.Int("axis", -1);
        TopK values = new(count, axis, Smallest: node.Int("largest", 1) == 0);
        string x = AsFloats(import, node.Inputs[0]);
        if (node.Outputs[0].Length > 0)
            import.EmitAs(node, values, node.Outputs[0], x);
        if (node.Outputs.Length > 1 && node.Outputs[1].Length > 0)
            import.EmitAs(node, values with { GivesIndices = true }, node.Outputs[1], x);
    }

    private static void EyeLike(OnnxNode node, OnnxImport import)
    {
        if (import.ShapeOf(node.Inputs[0]) is not { Rank: 2 } shape)
            throw new ArgumentException("makes an identity matrix of a size that is not known; a matrix of known shape is expected");
        import.Tensors.CountComputed(shape.Count, node.Outputs[0]);
        Tensor eye = new(shape);
        for (int i = 0; i < shape[0]; i++)
        {
            if (i + node.Long("k", 0) is var column && column >= 0 && column < shape[1])
                eye[i, (int)column] = 1;
        }

        import.SetConstant(node.Outputs[0], new OnnxConstant(eye));
    }

    private static void OneHot(OnnxNode node, OnnxImport import)
    {
        int depth = OneInt(node, import, 1);
        if (depth < 1)
            throw new ArgumentException($"has a depth of {depth}");
        import.Emit(node, new OneHot(depth, node.Int("axis", -1)), AsFloats(import, node.Inputs[0]), AsFloats(import, node.Inputs[2]));
    }

    private static void GatherND(OnnxNode node, OnnxImport import)
    {
        int shared = node.Int("batch_dims", 0);
        CheckTuples(node, import, shared);
        import.Emit(node, new GatherND(shared), AsFloats(import, node.Inputs[0]), AsFloats(import, node.Inputs[1]));
    }

    private static void ScatterND(OnnxNode node, OnnxImport import)
    {
        CheckTuples(node, import, 0);
        string[] inputs = [.. node.Inputs.Select(name => AsFloats(import, name))];
        import.Emit(node, new ScatterND(ReductionOf(node)), inputs);
    }

    private static void ScatterElements(OnnxNode node, OnnxImport import)
    {
        int axis = node.Int("axis", 0);
        if (import.ConstantOf(node.Inputs[1]) is { } indices && import.ShapeOf(node.Inputs[0]) is { } shape)
            CheckIndices(indices.AsLongs(), 1, [shape[InRange(axis, shape.Rank)]], shape);
        string[] inputs = [.. node.Inputs.Select(name => AsFloats(import, name))];
        import.Emit(node, new ScatterElements(axis, ReductionOf(node)), inputs);
    }

    private static ScatterReduction ReductionOf(OnnxNode node) => node.Text("reduction", "none") switch
    {
        "none" => ScatterReduction.None,
        "add" => ScatterReduction.Add,
        "mul" => ScatterReduction.Mul,
        "max" => ScatterReduction.Max,
        "min" => ScatterReduction.Min,
        string other => throw new ArgumentException(
            $"has the reduction '{Printable.Escape(other)}'; none, add, mul, max and min are supported"),
    };

    /// <summary>Tuples of indices that are constants must lie in the tensor.</summary>
    private static void CheckTuples(OnnxNode node, OnnxImport import, int shared)
    {
        if (import.ConstantOf(node.Inputs[1]) is not { Shape.Rank: > 0 } indices || import.ShapeOf(node.Inputs[0]) is not { } shape)
            return;
        int length = indices.Shape[-1];
        if (shared >= 0 && shared + length <= shape.Rank && length > 0)
            CheckIndices(indices.AsLongs(), length, shape.Dimensions.Slice(shared, length), shape);
    }

    private static void CheckIndices(long[] indices, int length, ReadOnlySpan<int> extents, Shape shape)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            int extent = extents[i % length];
            if (indices[i] < -extent || indices[i] >= extent)
                throw new ArgumentException($"has the index {indices[i]} for {extent} positions of {shape}");
        }
    }

    /// <summary>Crops or pads axes to given extents around their centre: a Slice and a Pad.</summary>
    private static void CenterCropPad(OnnxNode node, OnnxImport import)
    {
        Shape shape = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("crops a tensor of unknown shape");
        long[] extents = import.RequireConstant(node, 1).AsLongs();
        long[] axes = node.Longs("axes") ?? [.. Enumerable.Range(0, shape.Rank).Select(axis => (long)axis)];
        if (axes.Length != extents.Length)
            throw new ArgumentException($"has {extents.Length} extents for {axes.Length} axes");
        List<SliceAxis> slices = [];
        int[] before = new int[shape.Rank], after = new int[shape.Rank];
        foreach ((int i, int axis) in DistinctAxes(axes, shape.Rank).Index())
        {
            long difference = extents[i] - shape[axis];
            if (extents[i] < 0)
                throw new ArgumentException($"crops or pads axis {axis} to {extents[i]}");
            if (difference < 0)
                slices.Add(new SliceAxis(axis, -difference / 2, -difference / 2 + extents[i]));
            else
                (before[axis], after[axis]) = (ToInt(difference / 2), ToInt(difference - difference / 2));
        }

        string cropped = $"{node.Outputs[0]}/cropped";
        import.EmitAs(node, new Slice([.. slices]), cropped, node.Inputs[0]);
        import.Emit(node, new Pad([.. before], [.. after]), cropped);
    }

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

    private static ImmutableArray<int> Indices(OnnxConstant indices) => [.. indices.AsLongs().Select(ToInt)];
}
