using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators;

public sealed class ConcatTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((20, Gen.Int[1, 6].Array[1, 5]), (1, Gen.Int[20, 30].Array[3]))
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from parts in Gen.Int[0, 5].Array[1, 4]
        select new Case(new Concat(axis), [.. parts.Select(part => new Shape(extents).With(axis, part))]);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => Define((Concat)op, x);

    internal static DoubleTensor Define(Concat concat, params DoubleTensor[] x)
    {
        int rank = x[0].Shape.Rank, axis = (concat.Axis + rank) % rank;
        return DoubleTensor.Make(x[0].Shape.With(axis, x.Sum(part => part.Shape[axis])), at =>
        {
            int[] place = [.. at];
            int part = 0;
            while (place[axis] >= x[part].Shape[axis])
                place[axis] -= x[part++].Shape[axis];
            return x[part][place];
        });
    }
}
