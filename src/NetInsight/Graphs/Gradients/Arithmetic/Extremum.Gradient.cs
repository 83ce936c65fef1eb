using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>
/// Largest or smallest of two: dy to the one that was chosen, half to each where both are equal (as in PyTorch), summed over what was
/// broadcast.
/// </summary>
/// <typeparam name="TStrict">The comparison that an element chosen alone fulfils: Greater for Max, Less for Min.</typeparam>
/// <typeparam name="TOrEqual">The same, or equal.</typeparam>
internal sealed record ExtremumRule<TStrict, TOrEqual> : IGradientRule
    where TStrict : struct, IArithmetic
    where TOrEqual : struct, IArithmetic
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        for (int input = 0; input < 2; input++)
        {
            if (!node.Needs(input))
                continue;
            int own = node.Input(input), other = node.Input(1 - input);
            int both = node.Sum(node.Add(new Arithmetic<TStrict>(), own, other), node.Add(new Arithmetic<TOrEqual>(), own, other));
            int share = node.Multiply(node.Scale(both, 0.5f), node.Gradient);
            node.Contribute(input, node.SumTo(share, node.ShapeOfInput(input)));
        }
    }
}
