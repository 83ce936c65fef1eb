using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Indexing;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Resizing;
using NetInsight.Kernels.Operators.Sampling;

namespace NetInsight.Graphs;

/// <summary>
/// Follows rows and columns of the image through a graph: through convolutions and pools, changes of layout, and the tokens of transformers
/// with their class token. Where an operator mixes or cuts them (windows of a Swin block, global pooling), they are lost; a residual
/// connection around it keeps them.
/// </summary>
internal sealed class ImageAxesInference
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<int, Shape> _shapes;
    private readonly Dictionary<int, ImageAxes> _axes = [];

    private ImageAxesInference(Graph graph, IReadOnlyDictionary<int, Shape> shapes) => (_graph, _shapes) = (graph, shapes);

    /// <summary>The axes of each value in which rows and columns of the first input, [N, C, H, W], are known.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes of the values that are looked at; nodes without one are left out.</param>
    public static IReadOnlyDictionary<int, ImageAxes> Of(Graph graph, IReadOnlyDictionary<int, Shape> shapes)
    {
        ImageAxesInference inference = new(graph, shapes);
        int input = graph.Inputs[0].Value;
        if (shapes[input].Rank == 4)
            inference._axes[input] = ImageAxes.Nchw;
        foreach (Node node in graph.Nodes)
        {
            if (shapes.TryGetValue(node.Output, out Shape output) && inference.Next(node, output) is { } axes
                && axes.All.All(axis => axis < output.Rank))
            {
                inference._axes[node.Output] = axes;
            }
        }

        return inference._axes;
    }

    private ImageAxes? Next(Node node, Shape output) => node.Operator switch
    {
        MatMul => Product(node, output),
        Concat concat => Joined(node, concat, output),
        { IsPointwise: true } when node.Inputs.Length > 1 => Broadcast(node, output),
        _ => AxesOf(node.Inputs[0]) is { } axes ? Next(node.Operator, axes, ShapeOf(node.Inputs[0]), output) : null,
    };

    private static ImageAxes? Next(Operator op, ImageAxes axes, Shape from, Shape to)
    {
        switch (op)
        {
            case Transpose transpose:
                int[] permutation = [.. transpose.Permutation];
                return axes.Moved(axis => Array.IndexOf(permutation, axis));
            case Reshape or Flatten:
                return Regroup(axes, from, to);
            case Conv or ConvTranspose or MaxPool or AveragePool or SumPool or MaxUnpool or Resize or BlockRearrangement:
                return axes == ImageAxes.Nchw || from == to ? axes : null;
            case Slice slice:
                return Sliced(axes, slice, from, to);
            case Gather gather:
                int taken = Positive(gather.Axis, from.Rank);
                return axes.Moved(axis => axis == taken ? -1 : axis < taken ? axis : axis + gather.Extents.Rank - 1);
            case Gemm gemm:
                return !gemm.TransposesA && axes.AreTokens && axes.Token == 0 ? axes : null;
            case Pad:
                return axes.AreTokens && from[axes.Token] != to[axes.Token] ? null : axes;
            case GatherElements or GatherND or ScatterElements or ScatterND or TopK or ReverseSequence or CumSum or Trilu or OneHot
                or GridSample or DeformableColumns:
                return null;
            default:
                return Reduced(axes, from, to);
        }
    }

    /// <summary>Operators that keep each element's place, or reduce other axes to 1.</summary>
    private static ImageAxes? Reduced(ImageAxes axes, Shape from, Shape to) =>
        from.Rank == to.Rank && axes.All.All(axis => from[axis] == to[axis]) ? axes : null;

    private static ImageAxes? Sliced(ImageAxes axes, Slice slice, Shape from, Shape to)
    {
        foreach (SliceAxis part in slice.Axes)
        {
            int axis = Positive(part.Axis, from.Rank);
            if (!axes.All.Contains(axis))
                continue;
            (int first, _) = part.For(from[axis]);
            if (part.Step < 1 || (axes.AreTokens && part.Step != 1))
                return null;
            if (!axes.AreTokens)
                continue;
            int skipped = axes.Skipped - first;
            if (skipped < 0 || to[axis] < skipped + axes.Height * axes.Width)
                return null;
            axes = axes with { Skipped = skipped };
        }

        return axes;
    }

    /// <summary>
    /// The axes after a reshape: those whose extent stays, rows and columns that become one axis of tokens, tokens that become rows and
    /// columns. Axes of extent 1 are left out of the comparison.
    /// </summary>
    private static ImageAxes? Regroup(ImageAxes axes, Shape from, Shape to)
    {
        int[] old = [.. Enumerable.Range(0, from.Rank).Where(axis => from[axis] != 1)];
        int[] made = [.. Enumerable.Range(0, to.Rank).Where(axis => to[axis] != 1)];
        Dictionary<int, int> moved = [];
        ImageAxes? changed = null;
        for (int i = 0, j = 0; i < old.Length && j < made.Length;)
        {
            int firstOld = i, firstMade = j;
            long before = from[old[i++]], after = to[made[j++]];
            while (before != after)
            {
                if (before < after ? i == old.Length : j == made.Length)
                    return null;
                if (before < after)
                    before *= from[old[i++]];
                else
                    after *= to[made[j++]];
            }

            int[] group = old[firstOld..i], into = made[firstMade..j];
            if (group is [var one] && into is [var same])
                moved[one] = same;
            else if (!axes.AreTokens && into is [var tokens] && group.SequenceEqual([axes.Row, axes.Column]))
                changed = new ImageAxes(-1, -1, tokens) { Height = from[axes.Row], Width = from[axes.Column] };
            else if (axes is { AreTokens: true, Skipped: 0 } && into is [var row, var column] && group.SequenceEqual([axes.Token])
                && (to[row], to[column]) == (axes.Height, axes.Width))
            {
                changed = new ImageAxes(row, column);
            }
        }

        return changed ?? axes.Moved(axis => moved.GetValueOrDefault(axis, -1));
    }

    /// <summary>A matrix product: rows of the result are those of the left operand, columns those of the right.</summary>
    private ImageAxes? Product(Node node, Shape output)
    {
        if (AxesOf(node.Inputs[0]) is { } left && ShapeOf(node.Inputs[0]).Rank == output.Rank
            && left.All.All(axis => axis < output.Rank - 1))
            return left;
        return AxesOf(node.Inputs[1]) is { AreTokens: true } right && right.Token == output.Rank - 1
            && ShapeOf(node.Inputs[1]).Rank == output.Rank ? right : null;
    }

    /// <summary>Several operands, broadcast: the axes of the first whose rows and columns are the result's.</summary>
    private ImageAxes? Broadcast(Node node, Shape output)
    {
        foreach (int value in node.Inputs)
        {
            if (AxesOf(value) is not { } axes)
                continue;
            Shape shape = ShapeOf(value);
            if (axes.All.All(axis => shape[axis] == output[axis + output.Rank - shape.Rank]))
                return axes.Moved(axis => axis + output.Rank - shape.Rank);
        }

        return null;
    }

    /// <summary>A concatenation: along other axes nothing changes; along the tokens, those before the grid are skipped.</summary>
    private ImageAxes? Joined(Node node, Concat concat, Shape output)
    {
        int along = Positive(concat.Axis, output.Rank), before = 0;
        foreach (int value in node.Inputs)
        {
            if (AxesOf(value) is { } axes)
                return axes.AreTokens && axes.Token == along ? axes with { Skipped = axes.Skipped + before } : axes;
            before += ShapeOf(value)[along];
        }

        return null;
    }

    private static int Positive(int axis, int rank) => axis < 0 ? axis + rank : axis;

    private ImageAxes? AxesOf(int value) => _axes.GetValueOrDefault(value);

    private Shape ShapeOf(int value) => _graph.Values[value].Constant?.Shape ?? _shapes[value];
}
