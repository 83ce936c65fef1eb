using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Sampling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Graphs.Gradients.Sampling;

/// <summary>
/// Deformable columns, written out as ordinary nodes: the position of every tap from its offset, a linear interpolation there, times the
/// mask. Gradients reach the feature maps, the offsets and the mask.
/// </summary>
internal sealed record DeformableColumnsRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node) => node.Differentiate(() => Expand(node));

    private static int Expand(GradientContext node)
    {
        DeformableColumns columns = (DeformableColumns)node.Operator;
        Shape x = node.ShapeOfInput(0), output = node.ShapeOf(node.Output), offsets = node.ShapeOfInput(1);
        (int n, int groups, int taps) = (x[0], columns.OffsetGroups, columns.Window.Taps);
        (int width, int positions) = (offsets[3], offsets[2] * offsets[3]);
        (int maps, int perGroup) = (n * groups, x[1] / groups);
        int split = node.Reshape(node.Input(0), new Shape(maps, perGroup, x[2] * x[3]));
        int table = node.Reshape(node.Add(new Transpose([0, 2, 1]), split), new Shape(maps * x[2] * x[3], perGroup));
        FlatSamples samples = new(node, table, maps, x[2], x[3]);

        // Positions: those of the window, moved by the offsets [n, group, tap, 2, positions].
        Window window = columns.Window.For(FeatureMap.OfNchw(x, columns.Name));
        int moved = node.Reshape(node.Input(1), new Shape(maps, taps, 2, positions));
        int rows = Position(0, window.Rows, (i, u) => i / width * window.Rows.Stride + u / window.Columns.Kernel * window.Rows.Dilation);
        int across = Position(
            1, window.Columns, (i, u) => i % width * window.Columns.Stride + u % window.Columns.Kernel * window.Columns.Dilation);
        int sampled = samples.Linear(rows, across);
        if (node.InputCount > 2)
            sampled = samples.Weighted(sampled, node.Reshape(node.Input(2), new Shape(maps, taps * positions)));
        int ordered = node.Add(new Transpose([0, 2, 1]), node.Reshape(sampled, new Shape(maps, taps * positions, perGroup)));
        return node.Reshape(ordered, output);

        int Position(int which, WindowAxis axis, Func<int, int, int> positionOf)
        {
            Tensor regular = new(new Shape(1, taps * positions));
            for (int i = 0; i < taps * positions; i++)
                regular.AsSpan()[i] = positionOf(i % positions, i / positions) - axis.Before;
            int offset = node.Add(new Slice([new SliceAxis(2, which, which + 1)]), moved);
            return node.Sum(node.Constant(regular), node.Reshape(offset, new Shape(maps, taps * positions)));
        }
    }
}
