using System.Collections.Immutable;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// Sums of channel slices, and slices behind which the gradient of a ReLU or clip follows, become one node that reads the slices where they
/// lie, as in backward passes through concatenations. A slice alone stays as it is.
/// </summary>
internal sealed class SliceSumFusion : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is { Operator: Arithmetic<Add>, Inputs: [int left, int right] } sum && left != right)
                Join(draft, position, sum, left, right);
            else if (draft[position] is { Operator: IMasks { Interval: not null }, Inputs: [_, int gradient] }
                && PartAt(draft, gradient, position) is { Maker: { } maker, Slices: var slices, Inputs: var inputs }
                && draft[maker] is { Operator: Slice } slice)
            {
                // The mask itself is fused by the rule that follows.
                draft.Replace(maker, slice with { Operator = new SliceSum(slices, draft.ShapeOf(gradient)[1]), Inputs = inputs });
            }
        }
    }

    /// <summary>A sum whose parts are slices, or sums of slices so far, or a whole feature map beside them.</summary>
    private static void Join(FusionDraft draft, int position, FusedNode node, int left, int right)
    {
        Shape shape = draft.ShapeOf(node.Output);
        if (shape.Rank != 4 || draft.ShapeOf(left) != shape || draft.ShapeOf(right) != shape)
            return;
        Part a = PartAt(draft, left, position) ?? Whole(left), b = PartAt(draft, right, position) ?? Whole(right);

        // One order of the sum: the left parts before the right one, which must be a single map. Whole maps alone are an addition.
        if (b.Slices.Length > 1 || (a.Maker is null && b.Maker is null))
            return;
        SliceSum sum = new([.. a.Slices, .. b.Slices], shape[1]);
        draft.Replace(position, node with { Operator = sum, Inputs = [.. a.Inputs, .. b.Inputs] });
        foreach (int maker in new[] { a.Maker, b.Maker }.OfType<int>())
            draft.Replace(maker, null);

        Part Whole(int value) => new(null, [new ChannelSlice(0, shape[1])], [value]);
    }

    /// <summary>A slice, or the sum of some, that one node alone reads; null for any other value.</summary>
    private static Part? PartAt(FusionDraft draft, int value, int reader)
    {
        if (draft.OnlyReader(value) != reader || draft.MakerOf(value) is not { } maker)
            return null;
        return draft[maker] switch
        {
            { Operator: SliceSum { Mask: null } sum } node => new Part(maker, sum.Slices, node.Inputs),
            { Operator: Slice { Axes: [{ Step: 1, Axis: 1 or -3 } axis] }, Inputs: [int source] }
                when draft.ConstantOf(source) is null && draft.ShapeOf(source) is { Rank: 4 } shape =>
                new Part(maker, [new ChannelSlice(axis.For(shape[1]).First, shape[1])], [source]),
            _ => null,
        };
    }

    /// <summary>What a sum reads instead of a value.</summary>
    private readonly record struct Part(int? Maker, ImmutableArray<ChannelSlice> Slices, ImmutableArray<int> Inputs);
}
