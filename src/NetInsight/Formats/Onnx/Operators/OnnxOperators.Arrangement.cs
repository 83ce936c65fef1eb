using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    private static void Concat(OnnxNode node, OnnxImport import) => import.Emit(node, new Concat(
        node.HasAttribute("axis") || node.Opset < 4 ? node.Int("axis", 1) : throw new ArgumentException("has no attribute 'axis'")));

    private static void Slice(OnnxNode node, OnnxImport import) =>
        import.Emit(node, new Slice(ReadSlices(node, import)), node.Inputs[0]);

    /// <summary>The slices of a node: attributes before opset 10, inputs from then on.</summary>
    internal static ImmutableArray<SliceAxis> ReadSlices(OnnxNode node, OnnxImport import)
    {
        bool areInputs = node.Opset >= 10;
        long[] starts = Bounds(1, "starts") ?? throw new ArgumentException("has no starts");
        long[] ends = Bounds(2, "ends") ?? throw new ArgumentException("has no ends");
        long[] axes = (areInputs && !node.Has(3) ? null : Bounds(3, "axes"))
            ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = areInputs && node.Has(4) ? import.RequireConstant(node, 4).AsLongs() : [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw new ArgumentException($"has {starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps");
        ImmutableArray<SliceAxis> slices =
            [.. Enumerable.Range(0, starts.Length).Select(i => new SliceAxis(ToInt(axes[i]), starts[i], ends[i], steps[i]))];
        if (import.ShapeOf(node.Inputs[0]) is { } shape
            && slices.Select(slice => slice.Axis < 0 ? slice.Axis + shape.Rank : slice.Axis).Distinct().Count() < slices.Length)
            throw new ArgumentException("slices one axis twice");
        return slices;

        long[]? Bounds(int input, string attribute) => areInputs ? import.RequireConstant(node, input).AsLongs() : node.Longs(attribute);
    }

    private static void Split(OnnxNode node, OnnxImport import)
    {
        int axis = node.Int("axis", 0), outputs = node.Outputs.Length;
        Shape shape = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("splits a tensor of unknown shape");
        long[] sizes = SplitSizes(node, import, shape[axis]);
        long start = 0;
        for (int i = 0; i < outputs; i++)
        {
            import.EmitAs(node, new Slice([new SliceAxis(axis, start, start + sizes[i])]), node.Outputs[i], node.Inputs[0]);
            start += sizes[i];
        }
    }

    /// <summary>The extents of a split's outputs along its axis, which are an attribute before opset 13 and an input after.</summary>
    internal static long[] SplitSizes(OnnxNode node, OnnxImport import, int extent)
    {
        int parts = node.Outputs.Length;
        long[]? sizes = node.Opset >= 13 ? node.Has(1) ? import.RequireConstant(node, 1).AsLongs() : null : node.Longs("split");
        int even = (extent + parts - 1) / Math.Max(1, parts);
        bool areGiven = sizes is not null;
        sizes ??= [.. Enumerable.Range(0, parts).Select(i => (long)Math.Clamp(extent - i * even, 0, even))];
        if (sizes.Length != parts || sizes.Any(size => size < 0) || sizes.Sum() != extent)
            throw new ArgumentException($"splits an extent of {extent} into [{string.Join(", ", sizes)}] for {parts} outputs");
        if (!areGiven && extent > 0 && sizes[^1] == 0)
            throw new ArgumentException($"splits an extent of {extent} into {parts} outputs of {even}, of which the last would be empty");
        return sizes;
    }

    private static void Pad(OnnxNode node, OnnxImport import)
    {
        long[]? given = node.Opset >= 11 ? import.RequireConstant(node, 1).AsLongs() : node.Longs(node.Opset < 2 ? "paddings" : "pads");
        long[] pads = given ?? throw new ArgumentException("has no pads");
        float value = node.Opset < 11 ? node.Float("value", 0) : node.Has(2) ? import.RequireConstant(node, 2).AsFloats().AsSpan()[0] : 0;
        int rank = import.ShapeOf(node.Inputs[0])?.Rank ?? pads.Length / 2;
        if (node.Opset >= 18 && node.Has(3))
            pads = SpreadOverAxes(pads, import.RequireConstant(node, 3).AsLongs(), rank);
        if (pads.Length != 2 * rank)
            throw new ArgumentException($"has {pads.Length} pads for {rank} dimensions");
        PadMode mode = node.Text("mode", "constant") switch
        {
            "constant" => PadMode.Constant,
            "edge" => PadMode.Edge,
            "reflect" => PadMode.Reflect,
            string other =>
                throw new ArgumentException($"has the mode '{Printable.Escape(other)}'; constant, edge and reflect are supported"),
        };
        import.Emit(node, new Pad([.. pads[..rank].Select(ToInt)], [.. pads[rank..].Select(ToInt)], mode, value), node.Inputs[0]);
    }

    private static long[] SpreadOverAxes(long[] pads, long[] axes, int rank)
    {
        if (pads.Length != 2 * axes.Length)
            throw new ArgumentException($"has {pads.Length} pads for {axes.Length} axes");
        long[] all = new long[2 * rank];
        foreach ((int i, int axis) in DistinctAxes(axes, rank).Index())
            (all[axis], all[axis + rank]) = (pads[i], pads[i + axes.Length]);
        return all;
    }

    private static void Reshape(OnnxNode node, OnnxImport import)
    {
        long[] dimensions = node.Opset >= 5
            ? import.RequireConstant(node, 1).AsLongs()
            : node.Longs("shape") ?? throw new ArgumentException("has no shape");
        bool keepsZeros = node.Int("allowzero", 0) != 0;
        import.Emit(node, new Reshape([.. dimensions], keepsZeros), node.Inputs[0]);
    }

    private static void Squeeze(OnnxNode node, OnnxImport import)
    {
        Shape shape = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("squeezes a tensor of unknown shape");
        import.Emit(node, AsReshape(Squeezed(shape, ReadAxes(node, import))), node.Inputs[0]);
    }

    private static void Unsqueeze(OnnxNode node, OnnxImport import)
    {
        Shape shape = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("unsqueezes a tensor of unknown shape");
        long[] axes = ReadAxes(node, import) ?? throw new ArgumentException("has no axes");
        import.Emit(node, AsReshape(Unsqueezed(shape, axes)), node.Inputs[0]);
    }

    private static Reshape AsReshape(Shape to) => new([.. to.Dimensions.ToArray().Select(extent => (long)extent)]);

    /// <summary>
    /// The axes of a Squeeze or Unsqueeze: an attribute before opset 13, an input from then on; null where there are none.
    /// </summary>
    internal static long[]? ReadAxes(OnnxNode node, OnnxImport import) =>
        node.Opset >= 13 ? node.Has(1) ? import.RequireConstant(node, 1).AsLongs() : null : node.Longs("axes");

    /// <summary>A shape without the given axes, whose extents must be 1; without all of extent 1 where none are given.</summary>
    internal static Shape Squeezed(Shape shape, long[]? axes)
    {
        IEnumerable<int> ones = Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] == 1);
        HashSet<int> dropped = [.. axes?.Select(axis => InRange(axis, shape.Rank)) ?? ones];
        foreach (int axis in dropped)
        {
            if (shape[axis] != 1)
                throw new ArgumentException($"drops dimension {axis} of {shape}, which is not 1");
        }

        return new Shape([.. Enumerable.Range(0, shape.Rank).Where(axis => !dropped.Contains(axis)).Select(axis => shape[axis])]);
    }

    /// <summary>A shape with extents of 1 inserted: they are the given axes of the result.</summary>
    internal static Shape Unsqueezed(Shape shape, long[] axes)
    {
        int rank = shape.Rank + axes.Length;
        HashSet<int> added = [.. DistinctAxes(axes, rank)];
        Queue<int> rest = new(shape.Dimensions.ToArray());
        return new Shape([.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue())]);
    }

    /// <summary>An axis counted from the front; negative ones count from the end.</summary>
    internal static int InRange(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)((axis + rank) % rank)
        : throw new ArgumentException($"names the axis {axis} of {rank} dimensions");

    /// <summary>Axes from 0 on, in their order, of which each must be named once.</summary>
    private static int[] DistinctAxes(long[] axes, int rank)
    {
        int[] positive = [.. axes.Select(axis => InRange(axis, rank))];
        return positive.Distinct().Count() == axes.Length ? positive : throw new ArgumentException("names an axis twice");
    }

    private static void Transpose(OnnxNode node, OnnxImport import)
    {
        long[]? permutation = node.Longs("perm");
        if (permutation is null)
        {
            int rank = import.ShapeOf(node.Inputs[0])?.Rank
                ?? throw new ArgumentException("reverses the dimensions of a tensor of unknown shape");
            permutation = [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        }

        import.Emit(node, new Transpose([.. permutation.Select(ToInt)]));
    }

    private static void Expand(OnnxNode node, OnnxImport import) =>
        import.Emit(node, new Expand([.. Extents(import.RequireConstant(node, 1).AsLongs())]), node.Inputs[0]);

    private static void Tile(OnnxNode node, OnnxImport import)
    {
        if (node.Opset < 6)
            throw new ArgumentException("is of opset 1, which tiles one axis; opset 6 and later are supported");
        import.Emit(node, new Tile([.. Extents(import.RequireConstant(node, 1).AsLongs())]), node.Inputs[0]);
    }

    internal static IEnumerable<int> Extents(long[] values) => values.Select(value => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw new ArgumentException($"holds the extent {value}; 0 to {int.MaxValue:N0} are expected"));
}
