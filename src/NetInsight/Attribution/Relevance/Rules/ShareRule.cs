using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// A sum or difference of two layers, such as a residual connection: each gets relevance in proportion to what it added, R_a = a R / (a +
/// b), R_b = b R / (a + b), stabilised (the epsilon rule, Bach et al. 2015, eq. 58, with weights of 1). Where only one was computed of the
/// image, it gets all.
/// </summary>
/// <param name="Subtracts">Whether the second is subtracted.</param>
/// <param name="Spreads">Whether each gets half of what neither has earned, as where both are 0; else it is lost.</param>
internal sealed record ShareRule(bool Subtracts, bool Spreads = false) : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        if (!(node.Needs(0) && node.Needs(1)))
        {
            new PassRule().Apply(node);
            return;
        }

        int share = node.Stabilized(node.Gradient, node.Output, RelevanceNodes.Stabilizer);
        int? half = Spreads ? node.Scale(node.Subtract(node.Gradient, node.Multiply(node.Output, share)), 0.5f) : null;
        for (int input = 0; input < 2; input++)
        {
            int added = input == 1 && Subtracts ? node.Add(new Activation<Neg>(), node.Input(1)) : node.Input(input);
            int earned = node.Multiply(added, share);
            node.Contribute(input, node.SumTo(half is { } more ? node.Sum(earned, more) : earned, node.ShapeOfInput(input)));
        }
    }
}
