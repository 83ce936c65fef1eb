using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Graphs.Gradients.Indexing;

/// <summary>
/// Slices by tuples of indices known in the run: each adds its dy to where it was taken from, in order (a <see cref="ScatterND"/>).
/// </summary>
internal sealed record GatherNDRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => input == 0 ? GradientPassage.Built : GradientPassage.Zero;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int shared = ((GatherND)node.Operator).BatchDimensions, indices = node.Input(1);
        Shape shape = node.ShapeOf(indices);
        if (shared > 0)
        {
            // The batch dimensions become indices too.
            Shape positions = shape.With(-1, shared);
            Tensor batch = new(positions);
            int entries = shape.Product(0, shared), tuples = shape.Product(shared, shape.Rank - 1);
            for (int i = 0; i < entries * tuples; i++)
            {
                for (int d = shared - 1, rest = i / tuples; d >= 0; rest /= shape[d--])
                    batch.AsSpan()[i * shared + d] = rest % shape[d];
            }

            // Negative indices count from the end of a dimension: as they are.
            indices = node.Add(new Concat(shape.Rank - 1), node.Constant(batch), indices);
        }

        int zeros = node.Constant(new Tensor(node.ShapeOfInput(0)));
        node.Contribute(0, node.Add(new ScatterND(ScatterReduction.Add), zeros, indices, node.Gradient));
    }
}
