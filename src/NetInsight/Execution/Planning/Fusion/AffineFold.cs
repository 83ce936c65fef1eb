using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// conv -> norm becomes conv: y = gain * x + offset per channel goes into the constants of the operator before it. Behind a concatenation
/// of channels, where there are no constants, both become one operator over all of the concatenation's inputs.
/// </summary>
internal sealed class AffineFold : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is { } node && draft.OnlyReader(node.Output) is { } next && draft[next] is { } norm
                && CanFold(draft, node, norm) && ChannelAffine.Of(norm.Operator, [.. norm.Inputs.Select(draft.ConstantOf)]) is { } affine)
                draft.Fuse(position, next, new FusedNode(norm.Layer, Folded(node.Operator, affine), node.Inputs, norm.Output));
        }
    }

    /// <summary>Whether the constants of the first node, or its lack of constants, allow the fold.</summary>
    private static bool CanFold(FusionDraft draft, FusedNode node, FusedNode norm)
    {
        if (norm.Inputs[0] != node.Output)
            return false;
        return node.Operator switch
        {
            IFoldsAffine { CanFold: true } => node.Inputs[1..].All(value => draft.ConstantOf(value) is not null),
            Concat concat => IsOfChannels(concat, draft.ShapeOf(node.Output)) && node.Inputs.All(value => draft.ConstantOf(value) is null),
            _ => false,
        };
    }

    private static bool IsOfChannels(Concat concat, Shape shape) =>
        shape.Rank is 3 or 4 && (concat.Axis == 1 || concat.Axis + shape.Rank == 1);

    private static Operator Folded(Operator op, ChannelAffine affine) =>
        op is IFoldsAffine folds ? folds.WithAffine(affine) : new ConcatBatchNormalization(affine);
}
