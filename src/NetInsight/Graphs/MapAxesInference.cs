using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs;

/// <summary>
/// Follows the rows and columns of feature maps through a graph, so that tokens and channels-last values can be seen as the maps they are:
/// transposed, flattened to tokens, with a class token before them, through attention, and back.
/// </summary>
/// <remarks>
/// What rearranges positions (windows of attention) loses them: such a value has no entry. Nothing is guessed from extents alone, but where
/// a Reshape keeps an axis: at the first axis of the same extent with as many elements before it.
/// </remarks>
internal sealed class MapAxesInference
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<int, Shape> _shapes;
    private readonly Dictionary<int, MapAxes> _axes = [];

    private MapAxesInference(Graph graph, IReadOnlyDictionary<int, Shape> shapes) => (_graph, _shapes) = (graph, shapes);

    /// <summary>The axes of every value that has rows and columns.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes of values that are no constants; nodes whose output has none are left out.</param>
    public static IReadOnlyDictionary<int, MapAxes> Of(Graph graph, IReadOnlyDictionary<int, Shape> shapes)
    {
        MapAxesInference inference = new(graph, shapes);
        int input = graph.Inputs[0].Value;
        if (shapes[input].Rank == 4)
            inference._axes[input] = MapAxes.OfMap(shapes[input]);
        foreach (Node node in graph.Nodes)
        {
            if (shapes.ContainsKey(node.Output) && inference.AxesOf(node) is { } axes)
                inference._axes[node.Output] = axes;
        }

        return inference._axes;
    }

    private Shape ShapeOf(int value) => _graph.Values[value].Constant?.Shape ?? _shapes[value];

    private MapAxes? AxesOf(Node node)
    {
        Shape output = ShapeOf(node.Output);
        if (node.Operator.Layout == Layout.Nhwc)                            // convolutions, pools: feature maps in and out
            return output.Rank == 4 ? MapAxes.OfMap(output) : null;
        int source = node.Inputs.FirstOrDefault(_axes.ContainsKey, -1);
        if (source < 0)
            return null;
        MapAxes axes = _axes[source];
        Shape input = ShapeOf(source);
        return node.Operator switch
        {
            Transpose transpose => Moved(axes, axis => transpose.Permutation.AsSpan().IndexOf(axis)),
            Reshape or Flatten => Reshaped(axes, input, output),
            Slice slice => Sliced(axes, slice, input, output),
            Concat concat => Joined(node, concat, axes, input, output),
            Gather gather => Gathered(axes, gather, input),
            MatMul => Multiplied(node, axes, source, output),
            Pad when output != input => axes.IsMerged ? null : Resized(axes, output),
            _ when output == input && !IsRearrangement(node.Operator) => axes,
            _ when IsElementwise(node.Operator) => Broadcast(axes, input, output),
            _ when IsReduction(node.Operator) && output.Rank == input.Rank => Broadcast(axes, input, output),
            _ => null,
        };
    }

    private static MapAxes Moved(MapAxes axes, Func<int, int> to) =>
        axes with { RowAxis = to(axes.RowAxis), ColumnAxis = to(axes.ColumnAxis) };

    /// <summary>Operators whose result may have the input's shape and other positions.</summary>
    private static bool IsRearrangement(Operator op) => op is Gather or GatherElements or Tile or DepthToSpace or SpaceToDepth;

    private static bool IsElementwise(Operator op) =>
        op is Where or Expand || (op.GetType().IsGenericType && op.GetType().GetGenericTypeDefinition() == typeof(Arithmetic<>));

    private static bool IsReduction(Operator op) =>
        op.GetType().IsGenericType && op.GetType().GetGenericTypeDefinition() == typeof(Reduce<>);

    private static MapAxes? Broadcast(MapAxes axes, Shape input, Shape output)
    {
        MapAxes moved = Moved(axes, axis => axis + output.Rank - input.Rank);
        bool isKept = output[moved.RowAxis] == input[axes.RowAxis] && output[moved.ColumnAxis] == input[axes.ColumnAxis];
        return isKept ? moved : null;
    }

    /// <summary>Positions stay where an axis of their extent has as many elements before it; rows and columns may merge or part.</summary>
    private static MapAxes? Reshaped(MapAxes axes, Shape input, Shape output)
    {
        long before = input.Product(0, axes.RowAxis);
        bool areNeighbours = axes.IsMerged || axes.ColumnAxis == axes.RowAxis + 1;
        int extent = axes.IsMerged ? input[axes.RowAxis] : axes.Height * axes.Width;
        for (int axis = 0; areNeighbours && axis < output.Rank; axis++)
        {
            if (output.Product(0, axis) != before)
                continue;
            bool isMap = axis + 1 < output.Rank && (output[axis], output[axis + 1]) == (axes.Height, axes.Width);
            if (isMap && axes.Before + axes.After == 0)
                return axes with { RowAxis = axis, ColumnAxis = axis + 1 };
            if (output[axis] == extent)
                return axes with { RowAxis = axis, ColumnAxis = axis };
        }

        return null;
    }

    private static MapAxes? Sliced(MapAxes axes, Slice slice, Shape input, Shape output)
    {
        if (!axes.IsMerged)
            return Resized(axes, output);
        foreach (SliceAxis cut in slice.Axes)
        {
            if ((cut.Axis + input.Rank) % input.Rank != axes.RowAxis)
                continue;
            (int first, int count) = cut.For(input[axes.RowAxis]);
            int before = axes.Before - first, after = count - before - axes.Height * axes.Width;
            if (count == input[axes.RowAxis])
                continue;
            return cut.Step == 1 && before >= 0 && after >= 0 ? axes with { Before = before, After = after } : null;
        }

        return axes;
    }

    private static MapAxes? Resized(MapAxes axes, Shape output) => output[axes.RowAxis] > 0 && output[axes.ColumnAxis] > 0
        ? axes with { Height = output[axes.RowAxis], Width = output[axes.ColumnAxis] }
        : null;

    private MapAxes? Joined(Node node, Concat concat, MapAxes axes, Shape input, Shape output)
    {
        int axis = (concat.Axis + input.Rank) % input.Rank;
        MapAxes?[] all = [.. node.Inputs.Select(value => _axes.GetValueOrDefault(value))];
        if (axis != axes.RowAxis && axis != axes.ColumnAxis)
            return all.All(other => other is null || other == axes) ? axes : null;
        if (!axes.IsMerged)
            return all.All(other => other is not null && (other.RowAxis, other.ColumnAxis) == (axes.RowAxis, axes.ColumnAxis))
                ? Resized(axes, output)
                : null;
        int own = Array.FindIndex(all, other => other is not null);
        return Array.FindLastIndex(all, other => other is not null) == own
            ? axes with { Before = axes.Before + Extent(0, own), After = axes.After + Extent(own + 1, node.Inputs.Length) }
            : null;

        int Extent(int from, int to) => node.Inputs[from..to].Sum(value => ShapeOf(value)[axis]);
    }

    private static MapAxes? Gathered(MapAxes axes, Gather gather, Shape input)
    {
        int axis = (gather.Axis + input.Rank) % input.Rank;
        return axis == axes.RowAxis || axis == axes.ColumnAxis
            ? null
            : Moved(axes, other => other > axis ? other + gather.Extents.Rank - 1 : other);
    }

    /// <summary>
    /// Rows of the left factor stay where they are. With tokens along the columns of the right one, the result is a matrix of tokens; what
    /// it is multiplied by has the rows of its left factor again.
    /// </summary>
    private MapAxes? Multiplied(Node node, MapAxes axes, int source, Shape output)
    {
        if (source != node.Inputs[0])
            return null;
        Shape left = ShapeOf(source), right = ShapeOf(node.Inputs[1]);
        if (axes.RowAxis == left.Rank - 1 || axes.ColumnAxis == left.Rank - 1 || output.Rank < left.Rank)
            return null;
        bool meetsTokens = _axes.TryGetValue(node.Inputs[1], out MapAxes? other) && other.ColumnAxis == right.Rank - 1;
        return Moved(axes, axis => axis + output.Rank - left.Rank) with { IsAttention = meetsTokens };
    }
}
