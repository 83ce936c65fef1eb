using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// conv -> norm becomes conv: y = gain * x + offset per channel goes into the constants of the operator before it. Behind a concatenation of channels, where
/// there are no constants, both become one operator over all of the concatenation's inputs.
/// </summary>
internal sealed class AffineFold : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        for (int position = 0; position < draft.Count; position++)
        {
            if (draft[position] is not { } node || draft.OnlyReader(node.Output) is not { } next || draft[next] is not { } norm || norm.Inputs[0] != node.Output)
                continue;
            if (ChannelAffine.Of(norm.Operator, [.. norm.Inputs.Select(draft.ConstantOf)]) is { } affine && Folded(draft, node, affine) is { } op)
                draft.Fuse(position, next, node with { Layer = norm.Layer, Operator = op, Output = norm.Output });
        }
    }

    private static Operator? Folded(FusionDraft draft, FusedNode node, ChannelAffine affine)
    {
        bool[] isKnown = [.. node.Inputs.Select(value => draft.ConstantOf(value) is not null)];
        int rank = draft.ShapeOf(node.Output).Rank;
        return node.Operator switch
        {
            IFoldsAffine folds => isKnown[1..].All(known => known) ? folds.WithAffine(affine) : null,
            Concat { Axis: var axis } => rank is 3 or 4 && (axis == 1 || axis + rank == 1) && !isKnown.Contains(true) ? new ConcatBatchNormalization(affine) : null,
            _ => null,
        };
    }
}
