using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Gathering;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>Slices by index: each gives its dy to the position that it was taken from.</summary>
internal sealed record GatherRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Gather gather = (Gather)node.Operator;
        Shape input = node.ShapeOfInput(0);
        int axis = (gather.Axis + input.Rank) % input.Rank, extent = input[axis];
        int[] indices = [.. gather.Indices.Select(index => index < 0 ? index + extent : index)];
        Shape flat = new([.. input.Dimensions[..axis], indices.Length, .. input.Dimensions[(axis + 1)..]]);
        node.Contribute(0, node.ScatterAlong(node.Reshape(node.Gradient, flat), axis, indices, extent));
    }
}
