using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>
/// Padding: with a constant, dx is dy without what was added; with edges or reflections, every added position gives its part back to the
/// one that it repeats.
/// </summary>
internal sealed record PadRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Pad pad = (Pad)node.Operator;
        Shape input = node.ShapeOfInput(0);
        if (pad.Mode == PadMode.Constant)
        {
            Pad crop = new([.. pad.Before.Select(extent => -extent)], [.. pad.After.Select(extent => -extent)]);
            node.Contribute(0, node.Add(crop, node.Gradient));
            return;
        }

        int gradient = node.Gradient;
        for (int axis = 0; axis < input.Rank; axis++)
        {
            if (pad.Before[axis] == 0 && pad.After[axis] == 0)
                continue;
            int last = input[axis] - 1, current = axis;
            int[] sources = [.. Enumerable.Range(0, node.ShapeOf(gradient)[axis]).Select(o => Source(pad, o - pad.Before[current], last))];
            gradient = node.ScatterAlong(gradient, axis, sources, input[axis]);
        }

        node.Contribute(0, gradient);
    }

    private static int Source(Pad pad, int position, int last) => pad.Mode == PadMode.Edge
        ? Math.Clamp(position, 0, last)
        : position < 0 ? -position : position > last ? 2 * last - position : position;
}
