using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Pooling;

public sealed class SumPoolTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from rank in Gen.OneOf(3, 4, 4)
        from n in Windows.Batch
        from c in Gen.Int[1, 20]
        from fit in Windows.Fitting(rank)
        select new Case(new SumPool(fit.Window), Windows.Maps(rank, n, c, fit.Height, fit.Width));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        DoubleTensor maps = x[0].AsFeatureMaps();
        Window window = ((SumPool)op).Window;
        (int height, int width) = (maps.Shape[2], maps.Shape[3]);
        Shape y = new(maps.Shape[0], maps.Shape[1], window.Rows.Outputs(height, window.Ceiling),
            window.Columns.Outputs(width, window.Ceiling));
        return DoubleTensor.Make(y, at => (
            from i in Windows.Taps(window.Rows, height, at[2]).Taps
            from j in Windows.Taps(window.Columns, width, at[3]).Taps
            select maps[at[0], at[1], i, j]).Sum()).AsRankOf(x[0]);
    }
}
