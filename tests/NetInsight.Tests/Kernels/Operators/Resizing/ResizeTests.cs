using System.Collections.Immutable;
using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Resizing;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Resizing;

public sealed class ResizeTests : OperatorTests
{
    private protected override int Samples => 150;

    private protected override double ToleranceOf(Operator op) =>
        ((Resize)op).Rule.Mode == ResizeMode.Nearest ? Tolerances.Exact : Tolerances.FewRoundings;

    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((1, Gen.Int[1, 6].Array[1, 5]), (4, Gen.Int[1, 9].Array[4]), (1, Gen.Int[15, 25].Array[3]))
        from mode in Gen.OneOf(ResizeMode.Nearest, ResizeMode.Linear, ResizeMode.Cubic)
        from coordinates in Gen.Enum<ResizeCoordinates>()
        from rounding in Gen.Enum<NearestRounding>()
        from coefficient in Gen.OneOf(-0.75f, -0.5f)
        from excludes in Gen.Bool
        from aspect in Gen.Frequency((4, Gen.Const(AspectRatio.Stretch)), (1, Gen.OneOf(AspectRatio.NotLarger, AspectRatio.NotSmaller)))
        from axes in Gen.Shuffle(Enumerable.Range(0, extents.Length).ToArray(), 1, Math.Min(extents.Length, 3))
        from sizes in Gen.Int[1, 12].Array[axes.Length]
        from scales in Gen.OneOf(Gen.OneOf(2f, 3f, 0.5f, 1f), Gen.Float[0.3f, 4]).Array[axes.Length]
        from bySize in Gen.Bool
        from ends in Gen.OneOf(Gen.OneOf(0f, 1f, 0.25f, -0.5f, 1.5f), Gen.Float[-0.3f, 1.3f]).Array[2 * axes.Length]
        select Of(
            extents,
            new ResizeRule(mode, coordinates, rounding, coefficient, excludes, Extrapolation: 7),
            axes,
            aspect,
            bySize ? sizes : null,
            scales,
            coordinates == ResizeCoordinates.CropAndResize ? ends : null);

    private static Case Of(int[] extents, ResizeRule rule, int[] axes, AspectRatio aspect, int[]? sizes, float[] scales, float[]? ends)
    {
        ImmutableArray<ResizeAxis> resized = sizes is null
            ? [.. axes.Select((axis, i) => new ResizeAxis(axis, MathF.Floor(scales[i] * extents[axis]) < 1 ? 2 : scales[i]))]
            : [.. axes.Select((axis, i) => ResizeAxis.To(axis - extents.Length, sizes[i]))];
        if (ends is not null)
            resized = [.. resized.Select((axis, i) => axis with { Start = ends[2 * i], End = ends[(2 * i) + 1] })];
        return new Case(new Resize(resized, rule, sizes is null ? AspectRatio.Stretch : aspect), new Shape(extents));
    }

    /// <summary>
    /// Axis by axis: every output is the sum over its taps, weighted; of a region of interest, what is outside along any axis has one
    /// value.
    /// </summary>
    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Resize resize = (Resize)op;
        DoubleTensor result = x[0];
        List<(int Axis, int Output)> outside = [];
        Shape input = x[0].Shape;
        float[] own = [.. resize.Axes.Select(axis => axis.Scale > 0 ? axis.Scale : (float)axis.Extent / input[axis.Axis])];
        foreach ((ResizeAxis rule, float ownScale) in resize.Axes.Zip(own))
        {
            int axis = (rule.Axis + input.Rank) % input.Rank, before = input[axis];
            float scale = resize.Aspect switch { AspectRatio.NotLarger => own.Min(), AspectRatio.NotSmaller => own.Max(), _ => ownScale };
            int after = resize.Aspect != AspectRatio.Stretch ? (int)Math.Floor(scale * before + 0.5)
                : rule.Scale > 0 ? (int)MathF.Floor(scale * before)
                : rule.Extent;
            float length = rule.Scale > 0 ? scale * before : after;
            DoubleTensor from = result;
            outside.AddRange(Enumerable.Range(0, after)
                .Where(o => resize.Rule.Coordinates == ResizeCoordinates.CropAndResize && IsOutside(rule, o, before, after))
                .Select(o => (axis, o)));
            result = DoubleTensor.Make(from.Shape.With(axis, after), at =>
            {
                int[] position = [.. at];
                double sum = 0;
                foreach ((int source, double weight) in Weights(resize.Rule, rule, at[axis], before, after, scale, length))
                {
                    position[axis] = source;
                    sum += weight * from[position];
                }

                return sum;
            });
        }

        return DoubleTensor.Make(result.Shape, at =>
        {
            int[] position = [.. at];
            return outside.Any(place => position[place.Axis] == place.Output) ? resize.Rule.Extrapolation : result[position];
        });
    }

    private static bool IsOutside(ResizeAxis axis, int o, int before, int after) =>
        !(InRegion(axis, o, before, after) >= 0 && InRegion(axis, o, before, after) <= before - 1);

    private static float InRegion(ResizeAxis axis, int o, int before, int after) => after > 1
        ? axis.Start * (before - 1) + o * (axis.End - axis.Start) * (before - 1) / (after - 1)
        : 0.5f * (axis.Start + axis.End) * (before - 1);

    private static IEnumerable<(int Position, double Weight)> Weights(
        ResizeRule rule, ResizeAxis axis, int o, int before, int after, float scale, float length)
    {
        // In float, as the operator states it: the last bit decides between two neighbours.
        double position = rule.Coordinates switch
        {
            ResizeCoordinates.HalfPixel => (o + 0.5f) / scale - 0.5f,
            ResizeCoordinates.HalfPixelSymmetric => before / 2f * (1 - after / length) + (o + 0.5f) / scale - 0.5f,
            ResizeCoordinates.PytorchHalfPixel when after == 1 => 0,
            ResizeCoordinates.PytorchHalfPixel => (o + 0.5f) / scale - 0.5f,
            ResizeCoordinates.AlignCorners when after == 1 => 0,
            ResizeCoordinates.AlignCorners => o * (before - 1f) / (length - 1),
            ResizeCoordinates.Asymmetric => o / scale,
            ResizeCoordinates.CropAndResize => IsOutside(axis, o, before, after) ? 0 : InRegion(axis, o, before, after),
            _ => (o + 0.5f) / scale,
        };
        int floor = (int)Math.Floor(position);
        double fraction = position - floor, a = rule.CubicCoefficient;
        int nearest = rule.Rounding switch
        {
            NearestRounding.PreferFloor => fraction <= 0.5 ? floor : floor + 1,
            NearestRounding.PreferCeiling => fraction < 0.5 ? floor : floor + 1,
            NearestRounding.Floor => floor,
            NearestRounding.CeilingWhereSmaller when scale >= 1 => floor,
            _ => fraction > 0 ? floor + 1 : floor,
        };
        (int Position, double Weight)[] taps = rule.Mode switch
        {
            ResizeMode.Nearest => [(nearest, 1)],
            ResizeMode.Linear => [(floor, 1 - fraction), (floor + 1, fraction)],
            _ =>
            [
                (floor - 1, Far(a, fraction + 1)),
                (floor, Near(a, fraction)),
                (floor + 1, Near(a, 1 - fraction)),
                (floor + 2, Far(a, 2 - fraction)),
            ],
        };
        if (rule.Mode == ResizeMode.Cubic && rule.ExcludesPadding)
        {
            double inside = taps.Where(tap => tap.Position >= 0 && tap.Position < before).Sum(tap => tap.Weight);
            taps = inside == 0                              // float rounded the position onto the end: no tap inside has a weight
                ? [(floor, 1)]
                : [.. taps.Where(tap => tap.Position >= 0 && tap.Position < before).Select(tap => (tap.Position, tap.Weight / inside))];
        }

        return taps.Select(tap => (Math.Clamp(tap.Position, 0, before - 1), tap.Weight));
    }

    private static double Near(double a, double x) => (a + 2) * x * x * x - (a + 3) * x * x + 1;

    private static double Far(double a, double x) => a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a;

    [Theory]
    [InlineData(0.5f, ResizeMode.Linear, ResizeCoordinates.HalfPixel, 2, 2, 0)]
    [InlineData(0.5f, ResizeMode.Nearest, ResizeCoordinates.Asymmetric, 1, 2, 0)]
    [InlineData(0.25f, ResizeMode.Linear, ResizeCoordinates.HalfPixel, 2, 4, 1)]
    [InlineData(1f, ResizeMode.Cubic, ResizeCoordinates.HalfPixel, 1, 1, 0)]
    [InlineData(2f, ResizeMode.Nearest, ResizeCoordinates.Asymmetric, 8, 0, 0)]
    public void The_receptive_field_is_exact_where_outputs_have_a_constant_stride(
        float scale, object mode, object coordinates, int size, int stride, int start)
    {
        ResizeRule rule = new((ResizeMode)mode, (ResizeCoordinates)coordinates, NearestRounding.Floor);
        ReceptiveFieldAxis expected = new(size, stride, start);
        Resize resize = new([new ResizeAxis(3, scale)], rule);
        Assert.Equal((ReceptiveFieldAxis.One, expected), resize.ReceptiveFieldOver(new Shape(1, 2, 3, 8)));
        Resize rows = resize with { Axes = [new ResizeAxis(-2, scale)] };
        Assert.Equal((expected, ReceptiveFieldAxis.One), rows.ReceptiveFieldOver(new Shape(1, 2, 8, 3)));
    }

    [Fact]
    public void What_is_copied_keeps_infinities_and_NaN()
    {
        Tensor x = new(new Shape(1, 1, 1, 3), [float.PositiveInfinity, 1, float.NaN]);
        Resize corners = new([ResizeAxis.To(3, 5)], new ResizeRule(ResizeMode.Linear, ResizeCoordinates.AlignCorners));
        Tensor y = OneNode.Run(corners, [x]);
        Assert.Equal([float.PositiveInfinity, float.PositiveInfinity, 1, float.NaN, float.NaN], y.AsSpan().ToArray());
    }

    [Fact]
    public void A_million_times_larger_is_refused()
    {
        Resize resize = new([new ResizeAxis(2, 1e6f), new ResizeAxis(3, 1e6f)], new ResizeRule(ResizeMode.Nearest));
        Assert.Throws<ResourceLimitException>(() => resize.Infer([new Shape(1, 3, 8, 8)]));
        Assert.Throws<ResourceLimitException>(() => resize.Infer([new Shape(1, 3, 8000, 8)]));
    }

    [Fact]
    public void Axes_that_cannot_be_resized_are_refused()
    {
        ResizeRule rule = new(ResizeMode.Nearest);
        Shape map = new(1, 3, 0, 8);
        Assert.Equal("Resize: dimension 2 of 1x3x0x8 has no element that could be resized.", Message(ResizeAxis.To(2, 4)));
        Assert.Equal("Resize: axis 3 of 1x3x0x8 is resized twice.", Message(new ResizeAxis(3, 2), new ResizeAxis(-1, 2)));
        Assert.Equal("Resize: axis 3 cannot be resized by a scale of -2 or to 0 positions.", Message(new ResizeAxis(3, -2)));
        Assert.Equal("Resize: axis 4 does not exist in a tensor of 4 dimensions.", Message(new ResizeAxis(4, 2)));

        string Message(params ResizeAxis[] axes) =>
            Assert.Throws<ArgumentException>(() => new Resize([.. axes], rule).Infer([map])).Message;
    }
}
