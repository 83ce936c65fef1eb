using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Sampling;

namespace NetInsight.Tests.Kernels.Operators.Sampling;

public sealed class GridSampleTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Gen.Int[1, 2]
        from c in Gen.Int[1, 3]
        from extents in Gen.Int[1, 6].Array[4]
        from mode in Gen.Enum<GridMode>()
        from padding in Gen.Enum<GridPadding>()
        from aligns in Gen.Bool
        select new Case(new GridSample(mode, padding, aligns), new Shape(n, c, extents[0], extents[1]),
            new Shape(n, extents[2], extents[3], 2));

    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 1 ? (-150, 150) : (-64, 64);

    private protected override double ToleranceOf(Operator op) => Tolerances.FewRoundings;

    /// <summary>Weights of a cubic have both signs: sixteen values of the input may cancel.</summary>
    private protected override double SummedBy(Operator op, Tensor[] inputs) => DoubleTensor.Of(inputs[0]).Magnitude;

    /// <summary>
    /// The derivative by a position sums sixteen values times the slopes of a cubic, which cancel: over equal values (an image of one
    /// pixel, reflected) to exactly nothing. The gradient of the values is a sum of weights, and near the ends of the cubic a small weight
    /// is the difference of terms of up to 12.
    /// </summary>
    private protected override double GradientSummedBy(Operator op, Tensor[] inputs, Tensor dy, int input) =>
        DoubleTensor.Of(dy).Magnitude
        * (input == 1 ? DoubleTensor.Of(inputs[0]).Magnitude : ((GridSample)op).Mode == GridMode.Cubic ? 1 : 0);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        GridSample sample = (GridSample)op;
        (int height, int width) = (x[0].Shape[2], x[0].Shape[3]);
        return DoubleTensor.Make(new Shape(x[0].Shape[0], x[0].Shape[1], x[1].Shape[1], x[1].Shape[2]), at =>
        {
            double column = Position(x[1][at[0], at[2], at[3], 0], width), row = Position(x[1][at[0], at[2], at[3], 1], height);
            (int Index, double Weight)[] rows = Taps(row), columns = Taps(column);
            return (from r in rows from k in columns select Pixel(r.Index, k.Index) * r.Weight * k.Weight).Sum();

            double Pixel(int i, int j) => sample.Padding switch
            {
                GridPadding.Zeros => i >= 0 && i < height && j >= 0 && j < width ? x[0][at[0], at[1], i, j] : 0,
                GridPadding.Border => x[0][at[0], at[1], Math.Clamp(i, 0, height - 1), Math.Clamp(j, 0, width - 1)],
                _ => x[0][at[0], at[1], (int)Mirrored(i, height), (int)Mirrored(j, width)],
            };
        });

        double Position(double grid, int extent)
        {
            double position = sample.AlignsCorners ? (grid + 1) / 2 * (extent - 1) : ((grid + 1) * extent - 1) / 2;
            if (sample.Mode == GridMode.Nearest)
                position = Math.Round(position, MidpointRounding.ToEven);
            double edge = sample.AlignsCorners ? 0 : 0.5;
            if ((position >= -edge && position <= extent - 1 + edge) || sample.Mode == GridMode.Cubic)
                return position;
            return sample.Padding switch
            {
                GridPadding.Zeros => position,
                GridPadding.Border => Math.Clamp(position, 0, extent - 1),
                _ => Mirrored(position, extent),
            };
        }

        // a triangle wave between the first and the last edge
        double Mirrored(double position, int extent)
        {
            double first = sample.AlignsCorners ? 0 : -0.5, range = sample.AlignsCorners ? extent - 1 : extent;
            if (range == 0)
                return first;
            double phase = ((position - first) % (2 * range) + 2 * range) % (2 * range);
            return first + (phase <= range ? phase : 2 * range - phase);
        }

        (int, double)[] Taps(double position)
        {
            int first = (int)Math.Floor(position);
            double u = position - first;
            return sample.Mode switch
            {
                GridMode.Nearest => [(first, 1)],
                GridMode.Linear => [(first, 1 - u), (first + 1, u)],
                _ => [.. Enumerable.Range(-1, 4).Select(t => (first + t, Cubic(Math.Abs(u - t))))],
            };
        }

        static double Cubic(double d) => d <= 1 ? (1.25 * d - 2.25) * d * d + 1 : d < 2 ? ((-0.75 * d + 3.75) * d - 6) * d + 3 : 0;
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1e30f)]
    public void Positions_far_away_read_nothing_outside(float position)
    {
        Tensor x = new(new Shape(1, 1, 2, 2), [1, 2, 3, 4]), grid = new(new Shape(1, 1, 1, 2), [position, position]);
        foreach (GridMode mode in Enum.GetValues<GridMode>())
        {
            foreach (GridPadding padding in Enum.GetValues<GridPadding>())
                Assert.Equal(1, OneNode.Run(new GridSample(mode, padding), [x, grid]).Count);
        }
    }
}
