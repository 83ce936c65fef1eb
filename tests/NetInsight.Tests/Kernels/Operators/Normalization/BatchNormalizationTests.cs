using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Tests.Kernels.Operators.Normalization;

public sealed class BatchNormalizationTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Windows.Batch
        from c in Gen.OneOf(Gen.Int[1, 20], Gen.Int[100, 140])
        from positions in Gen.Int[1, 9].Array[0, 3]
        from epsilon in Gen.OneOf(1e-5f, 1e-3f)
        let parameter = new Shape(c)
        select new Case(new BatchNormalization(epsilon), new Shape([n, c, .. positions]), parameter, parameter, parameter, parameter);

    private protected override double ToleranceOf(Operator op) => Tolerances.FewRoundings;

    /// <summary>A variance is positive.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 4 ? (1, 128) : (-64, 64);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => Define((BatchNormalization)op, x);

    internal static DoubleTensor Define(BatchNormalization norm, params DoubleTensor[] x)
    {
        double[] scale = x[1].Values, shift = x[2].Values, mean = x[3].Values, variance = x[4].Values;
        return DoubleTensor.Make(x[0].Shape, at =>
            scale[at[1]] * (x[0][at] - mean[at[1]]) / Math.Sqrt(variance[at[1]] + norm.Epsilon) + shift[at[1]]);
    }
}
