using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Sampling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Sampling;

public sealed class DeformableColumnsTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Gen.Int[1, 2]
        from groups in Gen.Int[1, 2]
        from offsetGroups in Gen.Int[1, 2]
        from each in Gen.Int[1, 2]
        from fit in Windows.Fitting(4, mayRoundUp: false)
        from masked in Gen.Bool
        let x = new Shape(n, 4 * each, fit.Height, fit.Width)
        let op = new DeformableColumns(fit.Window, groups, offsetGroups)
        let height = fit.Window.Rows.Outputs(fit.Height)
        let width = fit.Window.Columns.Outputs(fit.Width)
        let offsets = new Shape(n, 2 * offsetGroups * fit.Window.Taps, height, width)
        select masked ? new Case(op, x, offsets, new Shape(n, offsetGroups * fit.Window.Taps, height, width)) : new Case(op, x, offsets);

    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 1 ? (-200, 200) : (-64, 64);

    private protected override double ToleranceOf(Operator op) => Tolerances.FewRoundings;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        DeformableColumns deform = (DeformableColumns)op;
        (int channels, int height, int width) = (x[0].Shape[1], x[0].Shape[2], x[0].Shape[3]);
        WindowAxis rows = deform.Window.Rows.For(height), columns = deform.Window.Columns.For(width);
        int taps = deform.Window.Taps, outputs = x[1].Shape[3], perGroup = channels / deform.Groups;
        return DoubleTensor.Make(new Shape(x[0].Shape[0], deform.Groups, perGroup * taps, x[1].Shape[2] * outputs), at =>
        {
            int n = at[0], c = at[1] * perGroup + at[2] / taps, tap = at[2] % taps, i = at[3] / outputs, j = at[3] % outputs;
            int group = c / (channels / deform.OffsetGroups), pair = 2 * (group * taps + tap);
            double row = i * rows.Stride - rows.Before + tap / columns.Kernel * rows.Dilation + x[1][n, pair, i, j];
            double column = j * columns.Stride - columns.Before + tap % columns.Kernel * columns.Dilation + x[1][n, pair + 1, i, j];
            double sum = 0;
            for (int u = 0; u < height; u++)
            {
                for (int v = 0; v < width; v++)
                    sum += x[0][n, c, u, v] * Math.Max(0, 1 - Math.Abs(row - u)) * Math.Max(0, 1 - Math.Abs(column - v));
            }

            return x.Length > 2 ? sum * x[2][n, group * taps + tap, i, j] : sum;
        });
    }
}
