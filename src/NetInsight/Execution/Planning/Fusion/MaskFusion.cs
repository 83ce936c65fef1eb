using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// conv -> gradient of a ReLU or clip becomes conv with one more input, as in backward passes: the mask is applied as the convolution
/// writes its result.
/// </summary>
internal sealed class MaskFusion : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is { Operator: IFusesMask fuses } node && draft.OnlyReader(node.Output) is { } next
                && draft[next] is { Operator: IMasks { Interval: { } interval }, Inputs: [int mask, int gradient] } masked
                && gradient == node.Output && mask != gradient && draft.IsMadeBefore(mask, position) && fuses.WithMask(interval) is { } op)
                draft.Fuse(position, next, new FusedNode(masked.Layer, op, node.Inputs.Add(mask), masked.Output));
        }
    }
}
