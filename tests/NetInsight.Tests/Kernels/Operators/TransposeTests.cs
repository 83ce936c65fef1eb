using CsCheck;
using NetInsight.Kernels.Operators;

namespace NetInsight.Tests.Kernels.Operators;

public sealed class TransposeTests : OperatorTests
{
    private protected override int Samples => 150;

    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((1, Gen.Int[0, 3].Array[0, 5]), (20, Gen.Int[1, 7].Array[0, 5]), (2, Gen.Int[17, 40].Array[3]))
        from permutation in Gen.Shuffle(Enumerable.Range(0, extents.Length).ToArray())
        select new Case(new Transpose([.. permutation]), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Transpose transpose = (Transpose)op;
        return DoubleTensor.Make(new Shape([.. transpose.Permutation.Select(axis => x[0].Shape[axis])]), at =>
        {
            int[] position = new int[at.Length];
            for (int i = 0; i < at.Length; i++)
                position[transpose.Permutation[i]] = at[i];
            return x[0][position];
        });
    }
}
