using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Pooling;

public sealed class MaxPoolTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from rank in Gen.OneOf(3, 4, 4)
        from n in Windows.Batch
        from c in Gen.OneOf(Gen.Int[1, 20], Gen.Int[100, 140])
        from fit in Windows.Fitting(rank)
        select new Case(new MaxPool(fit.Window), Windows.Maps(rank, n, c, fit.Height, fit.Width));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => Define((MaxPool)op, x[0]);

    internal static DoubleTensor Define(MaxPool pool, DoubleTensor input)
    {
        DoubleTensor x = input.AsFeatureMaps();
        (int height, int width, Window window) = (x.Shape[2], x.Shape[3], pool.Window);
        Shape y = new(x.Shape[0], x.Shape[1], window.Rows.Outputs(height, window.Ceiling), window.Columns.Outputs(width, window.Ceiling));
        return DoubleTensor.Make(y, at =>
            (from i in Windows.Taps(window.Rows, height, at[2]).Taps
             from j in Windows.Taps(window.Columns, width, at[3]).Taps
             select x[at[0], at[1], i, j]).Aggregate(double.NegativeInfinity, Math.Max)).AsRankOf(input);
    }
}
