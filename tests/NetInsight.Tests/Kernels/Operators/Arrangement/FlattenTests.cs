using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class FlattenTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[0, 6].Array[0, 5]
        from axis in Gen.Int[-extents.Length, extents.Length]
        select new Case(new Flatten(axis), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        int[] extents = x[0].Shape.Dimensions.ToArray();
        int axis = ((Flatten)op).Axis, first = axis < 0 ? axis + extents.Length : axis;
        return x[0].Reshape(new Shape(extents[..first].Aggregate(1, (a, b) => a * b), extents[first..].Aggregate(1, (a, b) => a * b)));
    }
}
