using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// conv, conv -> concat becomes two convolutions that each write their channels of the concatenation's result, if all of its inputs can be
/// written so and nothing else reads them. Several nodes then make one value.
/// </summary>
internal sealed class ConcatInPlace : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is not { Operator: Concat { Axis: 1 or -3 } } concat || draft.ShapeOf(concat.Output).Rank != 4)
                continue;
            if (draft.IsRequested(concat.Output) || WritersOf(draft, concat) is not { } writers)
                continue;
            foreach ((int maker, Operator op) in writers)
                draft.Replace(maker, draft[maker]! with { Operator = op, Output = concat.Output });
            draft.Replace(position, null);
        }
    }

    /// <summary>
    /// The nodes that make a concatenation's inputs, each with the operator that writes its channels of the result; null if one cannot.
    /// </summary>
    private static List<(int Position, Operator Operator)>? WritersOf(FusionDraft draft, FusedNode concat)
    {
        List<(int Position, Operator Operator)> writers = [];
        int first = 0, total = draft.ShapeOf(concat.Output)[1];
        if (concat.Inputs.Distinct().Count() < concat.Inputs.Length)
            return null;
        foreach (int value in concat.Inputs)
        {
            if (draft.OnlyReader(value) is null || draft.MakerOf(value) is not { } maker
                || draft[maker] is not { Operator: IWritesChannelSlice writer })
                return null;
            if (writer.Into(new ChannelSlice(first, total)) is not { } op)
                return null;
            writers.Add((maker, op));
            first += draft.ShapeOf(value)[1];
        }

        return writers;
    }
}
