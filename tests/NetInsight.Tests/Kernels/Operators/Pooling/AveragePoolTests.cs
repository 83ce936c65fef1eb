using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Pooling;

public sealed class AveragePoolTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from rank in Gen.OneOf(3, 4, 4)
        from n in Windows.Batch
        from c in Gen.OneOf(Gen.Int[1, 20], Gen.Int[100, 140])
        from fit in Windows.Fitting(rank)
        from countsPadding in Gen.Bool
        select new Case(new AveragePool(fit.Window, countsPadding), Windows.Maps(rank, n, c, fit.Height, fit.Width));

    private protected override double ToleranceOf(Operator op) => Tolerances.OneRounding;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => Define((AveragePool)op, x[0]);

    internal static DoubleTensor Define(AveragePool pool, DoubleTensor input)
    {
        DoubleTensor x = input.AsFeatureMaps();
        (int height, int width, Window window) = (x.Shape[2], x.Shape[3], pool.Window);
        Shape y = new(x.Shape[0], x.Shape[1], window.Rows.Outputs(height, window.Ceiling), window.Columns.Outputs(width, window.Ceiling));
        return DoubleTensor.Make(y, at =>
        {
            (int[] rows, int countedRows) = Windows.Taps(window.Rows, height, at[2]);
            (int[] columns, int countedColumns) = Windows.Taps(window.Columns, width, at[3]);
            double sum = (from i in rows from j in columns select x[at[0], at[1], i, j]).Sum();
            int taps = pool.CountsPadding ? countedRows * countedColumns : rows.Length * columns.Length;
            return taps == 0 ? 0 : sum / taps;
        }).AsRankOf(input);
    }
}
