using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Tests.Kernels.Operators.Pooling;

/// <summary>
/// The kernel against its definition, for any x and y with many ties, and with a mask; as a derivative it is tested with <see
/// cref="MaxPool"/>.
/// </summary>
public sealed class MaxPoolGradientTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Windows.Batch
        from c in Gen.OneOf(Gen.Int[1, 20], Gen.Int[60, 75])
        from fit in Windows.Fitting(4)
        from masks in Gen.Bool
        select CaseOf(fit.Window, Windows.Maps(4, n, c, fit.Height, fit.Width), masks);

    private static Case CaseOf(Window window, Shape maps, bool masks)
    {
        Shape pooled = new MaxPool(window).Infer([maps]);
        MaxPoolGradient gradient = new(window, masks ? PassInterval.Positive : null);
        return masks ? new Case(gradient, maps, pooled, pooled, maps) : new Case(gradient, maps, pooled, pooled);
    }

    /// <summary>x and y of few different values, so that taps tie, and some windows hold no y at all.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => input < 2 ? (-2, 2) : (-64, 64);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Window window = ((MaxPoolGradient)op).Window;
        (int height, int width) = (x[0].Shape[2], x[0].Shape[3]);
        Dictionary<(int, int, int, int), double> sums = [];
        _ = DoubleTensor.Make(x[1].Shape, at =>
        {
            (int Row, int Column)? first = (from i in Windows.Taps(window.Rows, height, at[2]).Taps
                                            from j in Windows.Taps(window.Columns, width, at[3]).Taps
                                            where x[0][at[0], at[1], i, j] == x[1][at]
                                            select ((int, int)?)(i, j)).FirstOrDefault();
            if (first is { } tap)
                sums[(at[0], at[1], tap.Row, tap.Column)] = sums.GetValueOrDefault((at[0], at[1], tap.Row, tap.Column)) + x[2][at];
            return 0;
        });
        return DoubleTensor.Make(x[0].Shape, at =>
            x.Length == 3 || x[3][at] > 0 ? sums.GetValueOrDefault((at[0], at[1], at[2], at[3])) : 0);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(40)]
    public void The_first_nan_of_a_window_is_its_largest_element(int channels)
    {
        MaxPoolGradient gradient = new(Window.Square(2));
        Tensor x = new(new Shape(1, 2, 2, channels)), y = new(new Shape(1, 1, 1, channels)), dy = new(y.Shape), dx = new(x.Shape);
        x.AsSpan().Fill(7);
        y.AsSpan().Fill(7);
        dy.AsSpan().Fill(2);
        (x.AsSpan()[channels + 1], x.AsSpan()[2 * channels + 1], y.AsSpan()[1]) = (float.NaN, float.NaN, float.NaN);
        gradient.Forward(new CpuDevice(1), [x, y, dy], dx);
        for (int tap = 0; tap < 4; tap++)
        {
            for (int c = 0; c < channels; c++)
                Assert.Equal(tap == (c == 1 ? 1 : 0) ? 2 : 0, dx.AsSpan()[tap * channels + c]);
        }
    }
}
