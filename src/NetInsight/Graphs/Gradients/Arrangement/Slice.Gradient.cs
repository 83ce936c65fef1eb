using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>Slice: dy at the positions that were taken, 0 elsewhere.</summary>
internal sealed record SliceRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Shape input = node.ShapeOfInput(0), output = node.ShapeOf(node.Output);
        int[] before = new int[input.Rank], after = new int[input.Rank];
        int gradient = node.Gradient;
        foreach (SliceAxis slice in ((Slice)node.Operator).Axes)
        {
            int axis = (slice.Axis + input.Rank) % input.Rank;
            (int first, int count) = slice.For(input[axis]);
            if (slice.Step == 1)
            {
                (before[axis], after[axis]) = (first, input[axis] - first - count);
                continue;
            }

            int[] taken = [.. Enumerable.Range(0, count).Select(index => (int)(first + index * slice.Step))];
            gradient = node.ScatterAlong(gradient, axis, taken, input[axis]);
        }

        bool isWhole = before.All(extent => extent == 0) && after.All(extent => extent == 0);
        node.Contribute(0, isWhole ? gradient : node.Add(new Pad([.. before], [.. after]), gradient));
    }
}
