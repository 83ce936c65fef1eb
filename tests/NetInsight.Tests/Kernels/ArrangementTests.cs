using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class ConcatTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(1, 5)
        from axis in Gen.Int[-shape.Rank, shape.Rank - 1]
        from extents in Gen.Int[0, 5].Array[1, 4]
        select new Case(new Concat(axis), [.. extents.Select(extent => shape.With(axis, extent))]);

    private protected override double[] Define(Case @case, double[][] x)
    {
        Shape first = @case.Inputs[0];
        int axis = (((Concat)@case.Operator).Axis + first.Rank) % first.Rank;
        return Slow.Fill(first.With(axis, @case.Inputs.Sum(shape => shape[axis])), at =>
        {
            int input = 0;
            for (; at[axis] >= @case.Inputs[input][axis]; input++)
                at[axis] -= @case.Inputs[input][axis];
            return x[input].At(@case.Inputs[input], at);
        });
    }
}

public sealed class SliceTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(1, 5)
        from isNegative in Gen.Bool
        from axes in Gen.Shuffle(Enumerable.Range(0, shape.Rank).ToArray())
        from count in Gen.Int[0, shape.Rank]
        from slices in Some.SliceAxis.Array[count]
        select new Case(new Slice([.. slices.Select((slice, i) => slice with { Axis = isNegative ? axes[i] - shape.Rank : axes[i] })]), shape);

    private protected override double[] Define(Case @case, double[][] x)
    {
        Shape shape = @case.Inputs[0];
        int[][] chosen = [.. shape.Dimensions.ToArray().Select(extent => Enumerable.Range(0, extent).ToArray())];
        foreach (SliceAxis slice in ((Slice)@case.Operator).Axes)
            chosen[(slice.Axis + shape.Rank) % shape.Rank] = [.. Slow.Chosen(slice, shape[slice.Axis])];
        return Slow.Fill(new Shape([.. chosen.Select(places => places.Length)]), at => x[0].At(shape, [.. at.Select((i, axis) => chosen[axis][i])]));
    }
}

public sealed class PadTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(0, 5)
        from mode in Some.Of(PadMode.Constant, PadMode.Edge, PadMode.Reflect)
        from paddings in Gen.Select(Gen.Int[-3, 3], Gen.Int[-3, 3]).Array[shape.Rank]
        let fitting = paddings.Select((padding, axis) => Fit(padding.Item1, padding.Item2, shape[axis], mode)).ToArray()
        select new Case(new Pad([.. fitting.Select(padding => padding.Before)], [.. fitting.Select(padding => padding.After)], mode, 0.5f), shape);

    private protected override double[] Define(Case @case, double[][] x)
    {
        Pad pad = (Pad)@case.Operator;
        Shape shape = @case.Inputs[0];
        return Slow.Fill(new Shape([.. Enumerable.Range(0, shape.Rank).Select(axis => pad.Before[axis] + shape[axis] + pad.After[axis])]), at =>
        {
            int[] place = [.. at.Select((i, axis) => i - pad.Before[axis])];
            for (int axis = 0; axis < place.Length; axis++)
            {
                while (place[axis] < 0 || place[axis] >= shape[axis])
                {
                    if (pad.Mode == PadMode.Constant)
                        return pad.Value;
                    bool isBefore = place[axis] < 0;
                    place[axis] = pad.Mode == PadMode.Edge ? (isBefore ? 0 : shape[axis] - 1) : (isBefore ? -place[axis] : 2 * (shape[axis] - 1) - place[axis]);
                }
            }

            return x[0].At(shape, place);
        });
    }

    /// <summary>The nearest padding that the mode allows: no more taken away than is there, nothing copied from where nothing is.</summary>
    private static (int Before, int After) Fit(int before, int after, int extent, PadMode mode)
    {
        int most = mode == PadMode.Constant || (mode == PadMode.Edge && extent > 0) ? 3 : Math.Max(extent - 1, 0);
        before = Math.Min(before, most);
        after = Math.Min(after, most);
        return before + extent + after < 0 ? (-extent, 0) : (before, after);
    }
}

public sealed class TransposeTests : OperatorTests
{
    private protected override int Samples => 600;

    private protected override Gen<Case> Cases =>
        from shape in Gen.Frequency((20, Some.Shape(0, 5)), (1, Gen.Const(new Shape(3, 40, 21, 17))))
        from order in Gen.Shuffle(Enumerable.Range(0, shape.Rank).ToArray())
        select new Case(new Transpose([.. order]), shape);

    private protected override double[] Define(Case @case, double[][] x)
    {
        Shape shape = @case.Inputs[0];
        int[] order = [.. ((Transpose)@case.Operator).Permutation];
        return Slow.Fill(new Shape([.. order.Select(axis => shape[axis])]), at =>
            x[0].At(shape, [.. Enumerable.Range(0, shape.Rank).Select(axis => at[Array.IndexOf(order, axis)])]));
    }
}
