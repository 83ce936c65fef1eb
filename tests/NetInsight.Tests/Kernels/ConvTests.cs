using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class ConvTests : OperatorTests
{
    private protected override Gen<Case> Cases => Gen.Frequency(
        (6, Of(Some.Windows(4, ceiling: false), Gen.Int[1, 3], Gen.Int[1, 6], Gen.Int[1, 9])),
        (2, Of(Some.Windows(4, ceiling: false), Gen.Int[2, 35], Gen.Const(1), Gen.Int[1, 2])),
        (1, Of(Deep, Gen.Int[1, 2], Gen.Int[40, 100], Gen.Int[1, 40])),
        (1, Of(Wide, Gen.Const(1), Gen.Int[1, 9], Gen.Int[1, 40])));

    /// <summary>Depths beyond one block: 3 * 4 taps of 40 channels and more.</summary>
    private static Gen<(Shape Map, Window Window)> Deep =>
        from height in Gen.Int[1, 4]
        from width in Gen.Int[2, 4]
        from padding in Gen.Int[0, 1]
        select (new Shape(1, 1, height, width), new Window(new WindowAxis(3, 1, 1, 1), new WindowAxis(4, 1, padding, 2)));

    /// <summary>Rows beyond one block, through windows of one place and of several.</summary>
    private static Gen<(Shape Map, Window Window)> Wide =>
        from height in Gen.Int[10, 24]
        from width in Gen.Int[10, 24]
        from kernel in Gen.Int[1, 3]
        select (new Shape(1, 1, height, width), Window.Square(kernel, padding: kernel / 2));

    private protected override double[] Define(Case @case, double[][] x)
    {
        Conv conv = (Conv)@case.Operator;
        Shape map = Slow.AsMap(@case.Inputs[0]), weight = Slow.AsMap(@case.Inputs[1]);
        int outputs = weight[0] / conv.Groups, channels = map[1] / conv.Groups;
        return Slow.Fill(Slow.Slide(conv.Window, map, weight[0]), at =>
        {
            double sum = x.Length > 2 ? x[2][at[1]] : 0;
            foreach ((int u, int row) in Slow.Taps(conv.Window.Rows, at[2], map[2]))
            {
                foreach ((int v, int column) in Slow.Taps(conv.Window.Columns, at[3], map[3]))
                {
                    for (int c = 0; c < channels && Slow.IsOnMap(map, row, column); c++)
                        sum += x[0].At(map, at[0], at[1] / outputs * channels + c, row, column) * x[1].At(weight, at[1], c, u, v);
                }
            }

            return sum;
        });
    }

    /// <summary>Convolutions of so many groups, each with so many input and output channels.</summary>
    private static Gen<Case> Of(Gen<(Shape Map, Window Window)> windows, Gen<int> groups, Gen<int> inputs, Gen<int> outputs) =>
        from window in windows
        from g in groups
        from c in inputs
        from m in outputs
        from hasBias in Gen.Bool
        let map = window.Map.With(1, g * c)
        let weight = map.With(0, g * m).With(1, c).With(-1, window.Window.Columns.Kernel)
        let kernel = map.Rank == 4 ? weight.With(2, window.Window.Rows.Kernel) : weight
        select hasBias
            ? new Case(new Conv(window.Window, g), map, kernel, new Shape(g * m))
            : new Case(new Conv(window.Window, g), map, kernel);
}
