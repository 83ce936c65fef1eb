using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;

namespace NetInsight.Graphs.Gradients.Activation;

/// <summary>
/// A ReLU through which only positive gradients pass: dx = derivative(max(dy, 0)), guided backpropagation (Springenberg et al. 2015,
/// arXiv:1412.6806), or dx = max(dy, 0) whatever the input, deconvolution (Zeiler and Fergus 2014, arXiv:1311.2901). It holds for
/// <see cref="IsRectifier"/>; others of the same operator keep their derivative.
/// </summary>
/// <param name="Derivative">The rule of the derivative.</param>
/// <param name="IsGuided">Whether the derivative's mask holds as well.</param>
internal sealed record RectifiedRule(IGradientRule Derivative, bool IsGuided) : IGradientRule
{
    /// <summary>Whether an operator is a ReLU, or one with an upper bound, such as ReLU6.</summary>
    public static bool IsRectifier(Operator op) =>
        op is Activation<Relu> || (op is Activation<Clip> { Rule: { Minimum: 0, Maximum: > 0 } });

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        if (!IsRectifier(node.Operator))
        {
            Derivative.Apply(node);
            return;
        }

        int positive = node.Add(new Activation<Relu>(), node.Gradient);
        if (IsGuided)
            Derivative.Apply(node.WithGradient(positive));
        else
            node.Contribute(0, positive);
    }
}
