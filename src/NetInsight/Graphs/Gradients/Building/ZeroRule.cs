using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs.Gradients.Building;

/// <summary>The rule of an operator whose result is constant around almost every input: the gradient ends here, as in PyTorch.</summary>
/// <param name="Reason">Why, for the table of operators.</param>
internal sealed record ZeroRule(string Reason) : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => GradientPassage.Zero;

    /// <inheritdoc/>
    public void Apply(GradientContext node) => throw new InvalidOperationException($"{node.Operator.Name} passes no gradient on.");
}
