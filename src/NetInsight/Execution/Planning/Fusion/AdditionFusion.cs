using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// conv -> add becomes conv with one more input, as in residual blocks: the other summand is added as the convolution writes its result.
/// </summary>
internal sealed class AdditionFusion : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is { Operator: IFusesAdd fuses } node && draft.OnlyReader(node.Output) is { } next && draft[next] is { } sum
                && AddendOf(draft, sum, node.Output, position) is { } addend && fuses.WithAddend() is { } op)
                draft.Fuse(position, next, new FusedNode(sum.Layer, op, node.Inputs.Add(addend), sum.Output));
        }
    }

    /// <summary>
    /// The other summand of an addition, if it is a feature map of the same shape that exists before the node at a position runs.
    /// </summary>
    private static int? AddendOf(FusionDraft draft, FusedNode sum, int value, int position)
    {
        if (sum is not { Operator: Arithmetic<Add>, Inputs: [int left, int right] } || left == right)
            return null;
        int other = left == value ? right : left;
        return draft.IsMadeBefore(other, position) && draft.ShapeOf(other) == draft.ShapeOf(value) ? other : null;
    }
}
