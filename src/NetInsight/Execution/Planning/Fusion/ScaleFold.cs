using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// A factor for each channel goes into the weights of the convolution after it, or before it, as in backward passes through batch
/// normalisation: scale -> conv becomes conv, and conv -> gradient of an activation -> scale becomes conv -> gradient of an activation.
/// </summary>
internal sealed class ScaleFold : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is not { Operator: Arithmetic<Mul>, Inputs: [int value, int factor] } scale
                || ScaleOf(draft, value, factor) is not { } gain)
                continue;
            if (draft.OnlyReader(scale.Output) is { } next && draft[next] is { } conv && conv.Inputs[0] == scale.Output
                && AreConstant(draft, conv) && WithInputScale(conv.Operator, gain) is { } scaled)
            {
                draft.Replace(next, conv with { Operator = scaled, Inputs = conv.Inputs.SetItem(0, value) });
                draft.Replace(position, null);
            }
            else
                FoldBackwards(draft, position, scale, value, gain);
        }
    }

    /// <summary>Into the weights of the convolution before, across an activation's gradient, which is linear in its second input.</summary>
    private static void FoldBackwards(FusionDraft draft, int position, FusedNode scale, int value, ChannelAffine gain)
    {
        if (draft.OnlyReader(value) != position || draft.MakerOf(value) is not { } maker
            || draft[maker] is not { Operator: IMasks, Inputs: [_, int gradient] } masked || draft.OnlyReader(gradient) != maker
            || draft.MakerOf(gradient) is not { } before
            || draft[before] is not { Operator: Conv { IsMirrored: true, Affine: null } conv, Inputs.Length: 2 } product
            || !AreConstant(draft, product))
            return;
        draft.Replace(before, product with { Operator = conv with { Affine = gain } });
        draft.Replace(position, null);
        draft.Replace(maker, masked with { Output = scale.Output });
    }

    private static Operator? WithInputScale(Operator op, ChannelAffine gain) => op switch
    {
        Conv { IsMirrored: true, InputScale: null } conv => conv with { InputScale = gain },
        ConvTranspose { InputScale: null } conv => conv with { InputScale = gain },
        _ => null,
    };

    private static bool AreConstant(FusionDraft draft, FusedNode conv) =>
        conv.Inputs[1..].All(input => draft.ConstantOf(input) is not null);

    /// <summary>The factors of a product with one constant for each channel of a feature map; null for any other product.</summary>
    private static ChannelAffine? ScaleOf(FusionDraft draft, int value, int factor)
    {
        if (draft.ConstantOf(value) is not null || draft.ConstantOf(factor) is not { } constant)
            return null;
        Shape shape = draft.ShapeOf(value);
        if (shape.Rank is not (3 or 4) || constant.Shape.Rank > shape.Rank || constant.Count != shape[1]
            || constant.Shape.Expand(shape.Rank)[1] != shape[1])
            return null;
        return new ChannelAffine(constant.AsSpan().ToArray(), new float[constant.Count]);
    }
}
