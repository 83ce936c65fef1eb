using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class ConcatTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((20, Gen.Int[1, 6].Array[1, 5]), (1, Gen.Int[20, 30].Array[3]))
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from along in Gen.Int[0, 5].Array[1, 4]
        select new Case(new Concat(axis), [.. along.Select(extent => new Shape(extents).With(axis, extent))]);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => Define((Concat)op, x);

    internal static DoubleTensor Define(Concat concat, params DoubleTensor[] x)
    {
        int rank = x[0].Shape.Rank, axis = (concat.Axis + rank) % rank;
        return DoubleTensor.Make(x[0].Shape.With(axis, x.Sum(input => input.Shape[axis])), at =>
        {
            int[] position = [.. at];
            int input = 0;
            while (position[axis] >= x[input].Shape[axis])
                position[axis] -= x[input++].Shape[axis];
            return x[input][position];
        });
    }
}
