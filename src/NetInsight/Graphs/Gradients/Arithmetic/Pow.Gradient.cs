using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>
/// Power: da = dy b a^(b - 1), db = dy y ln(a), 0 where a is 0 and b not negative, as in PyTorch; each summed over what was broadcast.
/// </summary>
internal sealed record PowRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        if (node.Needs(0))
        {
            int lower = node.Add(new Arithmetic<Pow>(), node.Input(0), node.Subtract(node.Input(1), node.Constant(1)));
            int slope = node.Multiply(node.Input(1), lower);
            int isConstant = node.Add(new Arithmetic<Equal>(), node.Input(1), node.Constant(0));
            int derivative = node.Add(new Where(), isConstant, node.Constant(0), slope);
            node.Contribute(0, node.SumTo(node.Multiply(node.Gradient, derivative), node.ShapeOfInput(0)));
        }

        if (node.Needs(1))
        {
            int isZero = node.Add(new Arithmetic<Equal>(), node.Input(0), node.Constant(0));
            int isPositive = node.Add(new Arithmetic<GreaterOrEqual>(), node.Input(1), node.Constant(0));
            int isFlat = node.Multiply(isZero, isPositive);
            int logarithm = node.Multiply(node.Output, node.Add(new Activation<Log>(), node.Input(0)));
            int derivative = node.Add(new Where(), isFlat, node.Constant(0), logarithm);
            node.Contribute(1, node.SumTo(node.Multiply(node.Gradient, derivative), node.ShapeOfInput(1)));
        }
    }
}
