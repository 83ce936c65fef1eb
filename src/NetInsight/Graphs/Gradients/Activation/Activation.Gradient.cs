using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Graphs.Gradients.Activation;

/// <summary>An element-wise activation: dx = f' * dy, from the result where the derivative follows from it, else from the input.</summary>
internal sealed record ActivationRule<TRule> : IGradientRule where TRule : struct, IDifferentiable
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        TRule rule = ((Activation<TRule>)node.Operator).Rule;
        int value = TRule.DerivesFromOutput ? node.Output : node.Input(0);
        node.Contribute(0, node.Add(new ActivationGradient<TRule>(rule), value, node.Gradient));
    }
}
