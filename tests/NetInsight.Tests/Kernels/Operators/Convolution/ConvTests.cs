using CsCheck;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Convolution;

public sealed class ConvTests : OperatorTests
{
    private protected override int Samples => 100;

    private protected override Gen<Case> Cases => Gen.Frequency((12, Any), (4, Depthwise), (1, BeyondABlock), (1, Wide));

    private static Gen<Case> Any =>
        from rank in Gen.OneOf(3, 4, 4)
        from n in Windows.Batch
        from groups in Gen.OneOf(1, 1, 2, 3)
        from c in Gen.Int[1, 9]
        from m in Gen.Int[1, 20]
        from fitting in Windows.Fitting(rank, mayRoundUp: false)
        from bias in Gen.Bool
        select Of(rank, n, groups, c, m, fitting, bias);

    private static Gen<Case> Depthwise =>
        from rank in Gen.OneOf(3, 4, 4)
        from n in Windows.Batch
        from groups in Gen.Int[2, 40]
        from fitting in Windows.Fitting(rank, mayRoundUp: false)
        from bias in Gen.Bool
        select Of(rank, n, groups, 1, 1, fitting, bias);

    /// <summary>Deeper than 320 and longer than 96 rows, the blocks of <see cref="Sgemm"/>.</summary>
    private static Gen<Case> BeyondABlock =>
        from c in Gen.Int[43, 90]
        from m in Gen.Int[1, 9]
        from size in Gen.Int[10, 12]
        select Of(4, 1, 1, c, m, (Window.Square(3, padding: 1), size, size), true);

    /// <summary>Many panels for few rows, which threads then share; pointwise, so that rows are not gathered.</summary>
    private static Gen<Case> Wide =>
        from c in Gen.Int[380, 500]
        from m in Gen.Int[60, 140]
        from width in Gen.Int[1, 4]
        select Of(4, 1, 1, c, m, (Window.Square(1), 1, width), true);

    /// <summary>The padding times the channels is beyond an int.</summary>
    [Fact]
    public void Padding_may_be_as_wide_as_a_rule_allows()
    {
        const int Wide = 1 << 24;
        Conv conv = new(new Window(WindowAxis.One, new WindowAxis(1, Wide, Wide, Wide)));
        Tensor x = Inputs.Exact(new Shape(1, 256, 1, 1), 1), w = Inputs.Exact(new Shape(1, 256, 1, 1), 2);
        double product = x.AsSpan().ToArray().Zip(w.AsSpan().ToArray(), (a, b) => (double)a * b).Sum();
        new DoubleTensor(new Shape(1, 1, 1, 3), [0, product, 0]).AssertNear(OneNode.Run(conv, [x, w]), Tolerances.Exact);
    }

    private static Case Of(int rank, int n, int groups, int c, int m, (Window Window, int Height, int Width) fitting, bool bias)
    {
        Window window = fitting.Window;
        Shape x = Windows.Maps(rank, n, groups * c, fitting.Height, fitting.Width);
        Shape w = Windows.Maps(rank, groups * m, c, window.Rows.Kernel, window.Columns.Kernel);
        return bias ? new Case(new Conv(window, groups), x, w, new Shape(groups * m)) : new Case(new Conv(window, groups), x, w);
    }

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => Define((Conv)op, x);

    internal static DoubleTensor Define(Conv conv, params DoubleTensor[] inputs)
    {
        DoubleTensor x = inputs[0].AsFeatureMaps(), w = inputs[1].AsFeatureMaps();
        int height = x.Shape[2], width = x.Shape[3], channels = w.Shape[1], perGroup = w.Shape[0] / conv.Groups;
        WindowAxis rows = conv.Window.Rows.For(height), columns = conv.Window.Columns.For(width);
        Shape y = new(x.Shape[0], w.Shape[0], rows.Outputs(height), columns.Outputs(width));
        return DoubleTensor.Make(y, at =>
        {
            double sum = inputs.Length > 2 ? inputs[2].Values[at[1]] : 0;
            int first = at[1] / perGroup * channels;
            for (int u = 0; u < rows.Kernel; u++)
            {
                for (int v = 0; v < columns.Kernel; v++)
                {
                    int i = at[2] * rows.Stride + u * rows.Dilation - rows.Before;
                    int j = at[3] * columns.Stride + v * columns.Dilation - columns.Before;
                    if (i < 0 || i >= height || j < 0 || j >= width)
                        continue;
                    for (int c = 0; c < channels; c++)
                        sum += x[at[0], first + c, i, j] * w[at[1], c, u, v];
                }
            }

            return sum;
        }).AsRankOf(inputs[0]);
    }
}
