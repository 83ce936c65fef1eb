using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Tests.Kernels.Operators.Activation;

public sealed class SoftmaxTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((20, Gen.Int[1, 4].Array[1, 5]), (1, Gen.Int[33, 40].Array[2]))
        from empty in Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true)))
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from joint in Gen.Bool
        from logarithm in Gen.Bool
        let shape = new Shape(extents)
        select new Case(new Softmax(axis, joint, logarithm), empty ? shape.With(0, 0) : shape);

    private protected override double ToleranceOf(Operator op) => Tolerances.Transcendental;

    /// <summary>Logits up to 4.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => (-256, 256);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Softmax softmax = (Softmax)op;
        Shape shape = x[0].Shape;
        int first = (softmax.Axis + shape.Rank) % shape.Rank, end = softmax.Joint ? shape.Rank : first + 1;
        return DoubleTensor.Make(shape, at =>
        {
            double sum = 0;
            DoubleTensor.Make(new Shape([.. shape.Dimensions[first..end]]), inner =>
            {
                sum += Math.Exp(x[0][[.. at[..first], .. inner, .. at[end..]]]);
                return 0;
            });
            double probability = Math.Exp(x[0][at]) / sum;
            return softmax.Logarithm ? Math.Log(probability) : probability;
        });
    }
}
