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
        for (int position = 0; position < draft.Count; position++)
        {
            if (draft[position] is { } node && draft.OnlyReader(node.Output) is { } next && draft[next] is { } norm && CanFold(draft, node, norm)
                && ChannelAffine.Of(norm.Operator, [.. norm.Inputs.Select(draft.ConstantOf)]) is { } affine)
                draft.Fuse(position, next, new FusedNode(norm.Layer, Folded(node.Operator, affine), node.Inputs, norm.Output));
        }
    }

    /// <summary>Whether the constants of the first node, or its lack of constants, allow the fold.</summary>
    private static bool CanFold(FusionDraft draft, FusedNode node, FusedNode norm)
    {
        if (norm.Inputs[0] != node.Output)
            return false;
        int rank = draft.ShapeOf(node.Output).Rank;
        return node.Operator switch
        {
            IFoldsAffine { CanFold: true } => node.Inputs[1..].All(value => draft.ConstantOf(value) is not null),
            Concat { Axis: var axis } => rank is 3 or 4 && (axis == 1 || axis + rank == 1) && node.Inputs.All(value => draft.ConstantOf(value) is null),
            _ => false,
        };
    }

    private static Operator Folded(Operator op, ChannelAffine affine) =>
        op is IFoldsAffine folds ? folds.WithAffine(affine) : new ConcatBatchNormalization(affine);
}
