using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>conv -> relu becomes conv: the ReLU is applied as the operator before it writes its result.</summary>
internal sealed class ReluFusion : IFusionRule
{
    /// <inheritdoc/>
    public void Apply(FusionDraft draft)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is { Operator: IFusesRelu fuses } node && draft.OnlyReader(node.Output) is { } next
                && draft[next] is { Operator: Activation<Relu> } relu)
                draft.Fuse(position, next, node with { Layer = relu.Layer, Operator = fuses.WithRelu(), Output = relu.Output });
        }
    }
}
