using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// conv -> slices -> gradient of a ReLU or clip each, as in backward passes through a concatenation of activations, becomes conv -> slices:
/// the concatenation is one mask for all slices, which is applied as the convolution writes its result.
/// </summary>
/// <remarks>
/// <code>
///   forward    a, b --> concat c                       the masks of a's and b's slices lie side by side in c
///   backward   conv --> g --> slice a --> mask by a     becomes     conv, mask by c --> g --> slice a
///                         --> slice b --> mask by b                                      --> slice b
/// </code>
/// The branches' values are then read by the concatenation alone, so that they can be written in place.
/// </remarks>
internal sealed class ConcatMaskFusion : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        Dictionary<int, (int Position, int Start)> concats = [];    // an input of a concatenation -> where that is, and its first channel
        ILookup<int, int>? slices = null;                           // value -> positions of the slices of its channels
        foreach (int position in draft.Positions)
        {
            if (draft[position] is { Operator: Concat { Axis: 1 or -3 } } concat && draft.ShapeOf(concat.Output).Rank == 4)
            {
                int start = 0;
                foreach (int input in concat.Inputs)
                {
                    concats.TryAdd(input, (position, start));
                    start += draft.ShapeOf(input)[1];
                }
            }
            else if (concats.Count > 0 && draft[position] is { Operator: IFusesMask fuses } node && !draft.IsRequested(node.Output))
            {
                slices ??= SlicesOf(draft);
                if (MasksOf(draft, node.Output, slices, concats) is { } masks && draft.IsMadeBefore(masks.Mask, position)
                    && fuses.WithMask(masks.Interval) is { } op)
                    Fuse(draft, position, node with { Operator = op, Inputs = node.Inputs.Add(masks.Mask) }, masks.Nodes);
            }
        }
    }

    private static ILookup<int, int> SlicesOf(FusionDraft draft) => draft.Positions
        .Where(position => draft[position] is { Operator: Slice { Axes: [{ Step: 1, Axis: 1 or -3 }] }, Inputs: [_] })
        .ToLookup(position => draft[position]!.Inputs[0]);

    private static void Fuse(FusionDraft draft, int position, FusedNode masked, List<(int Slice, int Mask)> nodes)
    {
        draft.Replace(position, masked);
        foreach ((int slice, int mask) in nodes)
        {
            draft.Replace(mask, draft[slice]! with { Layer = draft[mask]!.Layer, Output = draft[mask]!.Output });
            draft.Replace(slice, null);
        }
    }

    /// <summary>
    /// The concatenation that masks all that reads a value, and the nodes that do; null where something reads it otherwise.
    /// </summary>
    private static (int Mask, PassInterval Interval, List<(int Slice, int Mask)> Nodes)? MasksOf(
        FusionDraft draft, int value, ILookup<int, int> slices, Dictionary<int, (int Position, int Start)> concats)
    {
        List<(int Slice, int Mask)> nodes = [];
        FusedNode? concat = null;
        PassInterval interval = default;
        foreach (int slice in slices[value])
        {
            if (draft[slice] is not { Operator: Slice { Axes: [var axis] } } node || draft.OnlyReader(node.Output) is not { } at
                || draft[at] is not { Operator: IMasks { Interval: { } passes }, Inputs: [int mask, int gradient] }
                || gradient != node.Output || !concats.TryGetValue(mask, out (int Position, int Start) part)
                || draft[part.Position] is not { } joined)
                return null;
            Shape shape = draft.ShapeOf(value);
            bool isAt = shape == draft.ShapeOf(joined.Output) && axis.For(shape[1]) == (part.Start, draft.ShapeOf(mask)[1]);
            if (!isAt || (concat is not null && (joined != concat || passes != interval)))
                return null;
            (concat, interval) = (joined, passes);
            nodes.Add((slice, at));
        }

        return concat is not null && draft.ReadersOf(value) == nodes.Count ? (concat.Output, interval, nodes) : null;
    }
}
