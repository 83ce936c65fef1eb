using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Gathering;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>Elements by index: each gives its dy to the element that it was taken from.</summary>
internal sealed record GatherElementsRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        GatherElements gather = (GatherElements)node.Operator;
        Shape input = node.ShapeOfInput(0), output = gather.Extents;
        int axis = (gather.Axis + input.Rank) % input.Rank;
        int[] offsets = new int[output.Count];
        for (int i = 0; i < offsets.Length; i++)
        {
            for (int other = input.Rank - 1, rest = i, stride = 1; other >= 0; stride *= input[other], rest /= output[other--])
            {
                int index = other == axis ? gather.Indices[i] : rest % output[other];
                offsets[i] += (index < 0 ? index + input[other] : index) * stride;
            }
        }

        int flat = node.ScatterAlong(node.Reshape(node.Gradient, new Shape(offsets.Length)), 0, offsets, input.Count);
        node.Contribute(0, node.Reshape(flat, input));
    }
}
