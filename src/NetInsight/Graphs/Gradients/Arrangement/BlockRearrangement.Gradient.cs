using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>Blocks of positions as channels, and channels as blocks: each undoes the other.</summary>
internal sealed record BlockRearrangementRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        if (node.Operator is SpaceToDepth space)
        {
            node.Contribute(0, node.Add(new DepthToSpace(space.Block), node.Gradient));
            return;
        }

        DepthToSpace depth = (DepthToSpace)node.Operator;
        if (!depth.ChannelsFirst)
        {
            node.Contribute(0, node.Add(new SpaceToDepth(depth.Block), node.Gradient));
            return;
        }

        // dy [n, c, h b + i, w b + j] to [n, (c b + i) b + j, h, w].
        Shape input = node.ShapeOfInput(0);
        (int b, int c) = (depth.Block, node.ShapeOf(node.Output)[1]);
        int blocks = node.Reshape(node.Gradient, new Shape(input[0], c, input[2], b, input[3], b));
        node.Contribute(0, node.Reshape(node.Add(new Transpose([0, 1, 3, 5, 2, 4]), blocks), input));
    }
}
