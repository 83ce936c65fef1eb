using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>slice of channels -> conv becomes a convolution that reads its channels where they lie.</summary>
internal sealed class SliceInPlace : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is not { Operator: Slice { Axes: [{ Step: 1, Axis: 1 or -3 } axis] }, Inputs: [int source] } slice
                || draft.ConstantOf(source) is not null || draft.ShapeOf(source) is not { Rank: 4 } shape
                || draft.OnlyReader(slice.Output) is not { } next || draft[next] is not { Operator: IReadsChannelSlice reader } node
                || node.Inputs[0] != slice.Output || node.Inputs[1..].Contains(slice.Output)
                || reader.From(new ChannelSlice(axis.For(shape[1]).First, shape[1])) is not { } op)
                continue;
            draft.Replace(next, node with { Operator = op, Inputs = node.Inputs.SetItem(0, source) });
            draft.Replace(position, null);
        }
    }
}
