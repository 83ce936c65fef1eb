using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Tests.Kernels.Operators.Indexing;

public sealed class ReverseSequenceTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 5].Array[2, 4]
        from batch in Gen.Int[0, 1]
        select new Case(new ReverseSequence(batch, 1 - batch), new Shape(extents), new Shape(extents[batch]));

    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 1 ? (0, 64 * 5) : (-64, 64);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        ReverseSequence reverse = (ReverseSequence)op;
        return DoubleTensor.Make(x[0].Shape, at =>
        {
            int length = Math.Min((int)x[1][at[reverse.BatchAxis]], x[0].Shape[reverse.TimeAxis]);
            int[] from = [.. at];
            if (at[reverse.TimeAxis] < length)
                from[reverse.TimeAxis] = length - 1 - at[reverse.TimeAxis];
            return x[0][from];
        });
    }
}
