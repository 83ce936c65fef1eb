using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Pooling;

public sealed class MaxPoolIndicesTests : OperatorTests
{
    private protected override int Samples => 100;

    /// <summary>Few values, so that several of a window are the largest.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => (-3, 3);

    private protected override Gen<Case> Cases =>
        from rank in Gen.OneOf(3, 4, 4)
        from n in Windows.Batch
        from c in Gen.Int[1, 6]
        from fit in Windows.Fitting(rank)
        from columns in Gen.Bool
        select new Case(new MaxPoolIndices(fit.Window, columns), Windows.Maps(rank, n, c, fit.Height, fit.Width));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        MaxPoolIndices pool = (MaxPoolIndices)op;
        DoubleTensor maps = x[0].AsFeatureMaps();
        int height = maps.Shape[2], width = maps.Shape[3];
        WindowAxis rows = pool.Window.Rows, columns = pool.Window.Columns;
        Shape y = new(maps.Shape[0], maps.Shape[1], rows.Outputs(height, pool.Window.Ceiling), columns.Outputs(width, pool.Window.Ceiling));
        return DoubleTensor.Make(y, at =>
        {
            double largest = double.NegativeInfinity, index = -1;
            foreach (int i in Windows.Taps(rows, height, at[2]).Taps)
            {
                foreach (int j in Windows.Taps(columns, width, at[3]).Taps)
                {
                    if (maps[at[0], at[1], i, j] <= largest)
                        continue;
                    largest = maps[at[0], at[1], i, j];
                    index = (at[0] * maps.Shape[1] + at[1]) * height * width + (pool.ColumnMajor ? j * height + i : i * width + j);
                }
            }

            return index;
        }).AsRankOf(x[0]);
    }

    [Fact]
    public void The_first_NaN_is_the_largest()
    {
        Tensor x = new(new Shape(1, 1, 1, 4), [1, float.NaN, 3, float.NaN]);
        MaxPoolIndices pool = new(new Window(WindowAxis.One, new WindowAxis(4)));
        Assert.Equal([1f], OneNode.Run(pool, [x]).AsSpan().ToArray());
    }

    [Fact]
    public void An_infinity_is_a_value()
    {
        Tensor x = new(new Shape(1, 1, 1, 2), [float.NegativeInfinity, float.NegativeInfinity]);
        Assert.Equal([0f], OneNode.Run(new MaxPoolIndices(new Window(WindowAxis.One, new WindowAxis(2))), [x]).AsSpan().ToArray());
    }

    [Fact]
    public void More_elements_than_a_float_tells_apart_are_refused()
    {
        MaxPoolIndices pool = new(Window.Square(2, 2));
        Assert.Equal(new Shape(1, 1, 2048, 2048), pool.Infer([new Shape(1, 1, 4096, 4096)]));
        Assert.Throws<ResourceLimitException>(() => pool.Infer([new Shape(2, 1, 4096, 4096)]));
    }
}
