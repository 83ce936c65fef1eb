using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>Concatenation: each input gets its slice of dy.</summary>
internal sealed record ConcatRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int rank = node.ShapeOf(node.Output).Rank, axis = (((Concat)node.Operator).Axis + rank) % rank, start = 0;
        for (int input = 0; input < node.InputCount; input++)
        {
            int extent = node.ShapeOfInput(input)[axis];
            if (node.Needs(input))
                node.Contribute(input, node.Add(new Slice([new SliceAxis(axis, start, start + extent)]), node.Gradient));
            start += extent;
        }
    }
}
