using NetInsight.Graphs.Gradients.Building;
using NetInsight.Imaging;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>An operator through which a method does not go: says so where the method meets it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Reason">Why, as the end of a sentence.</param>
internal sealed record RefusedRule(string Method, string Reason) : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node) => throw new InvalidOperationException(
        $"Layer '{Printable.Escape(node.Layer)}': {Method} has no rule for {node.Operator.Name}: {Reason}");
}
