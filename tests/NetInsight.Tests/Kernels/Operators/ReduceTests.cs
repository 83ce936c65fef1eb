using System.Collections.Immutable;
using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>All reductions: the formula of each, once, over every set of axes.</summary>
public sealed class ReduceTests : OperatorTests
{
    private sealed record Rule(Func<ImmutableArray<int>, bool, bool, Operator> Make, Func<double[], double> Formula, double Tolerance, int Low = -64, int High = 64);

    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["ReduceSum"] = new((axes, keeps, all) => new Reduce<SumReduction>(axes, keeps, all), x => x.Sum(), Tolerances.Exact),
        ["ReduceMean"] = new((axes, keeps, all) => new Reduce<MeanReduction>(axes, keeps, all), x => x.Average(), Tolerances.OneRounding),
        ["ReduceMax"] = new((axes, keeps, all) => new Reduce<MaxReduction>(axes, keeps, all), x => x.Max(), Tolerances.Exact),
        ["ReduceMin"] = new((axes, keeps, all) => new Reduce<MinReduction>(axes, keeps, all), x => x.Min(), Tolerances.Exact),
        ["ReduceProd"] = new((axes, keeps, all) => new Reduce<ProdReduction>(axes, keeps, all), x => x.Aggregate(1.0, (a, b) => a * b), Tolerances.OneRounding, Low: 48, High: 80),
        ["ReduceSumSquare"] = new((axes, keeps, all) => new Reduce<SumSquareReduction>(axes, keeps, all), x => x.Sum(value => value * value), Tolerances.Exact),
        ["ReduceL1"] = new((axes, keeps, all) => new Reduce<L1Reduction>(axes, keeps, all), x => x.Sum(Math.Abs), Tolerances.Exact),
        ["ReduceL2"] = new((axes, keeps, all) => new Reduce<L2Reduction>(axes, keeps, all), x => Math.Sqrt(x.Sum(value => value * value)), Tolerances.OneRounding),
        ["ReduceLogSum"] = new((axes, keeps, all) => new Reduce<LogSumReduction>(axes, keeps, all), x => Math.Log(x.Sum()), Tolerances.OneRounding, Low: 1),
        ["ReduceLogSumExp"] = new((axes, keeps, all) => new Reduce<LogSumExpReduction>(axes, keeps, all), x => Math.Log(x.Sum(Math.Exp)), Tolerances.OneRounding),
    };

    private protected override int Samples => 200;

    private protected override Gen<Case> Cases =>
        from name in Gen.OneOf(Rules.Keys.ToArray())
        from extents in Gen.Int[1, 5].Array[0, 5]
        from chosen in Gen.Int[0, (1 << extents.Length) - 1]
        from fromEnd in Gen.Bool
        from keeps in Gen.Bool
        from all in Gen.Bool
        let axes = Enumerable.Range(0, extents.Length).Where(axis => (chosen >> axis & 1) != 0).Select(axis => fromEnd ? axis - extents.Length : axis)
        select new Case(Rules[name].Make([.. axes], keeps, all), new Shape(extents));

    private protected override double ToleranceOf(Operator op) => Rules[op.Name].Tolerance;

    private protected override (int Low, int High) RangeOf(Operator op, int input) => (Rules[op.Name].Low, Rules[op.Name].High);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Shape input = x[0].Shape, result = op.Infer([input]);
        bool[] isKept = Kept(op, input.Rank);
        Dictionary<string, List<double>> groups = [];
        DoubleTensor.Make(input, at =>
        {
            string key = string.Join(' ', at.Where((_, axis) => isKept[axis]));
            (groups.TryGetValue(key, out List<double>? group) ? group : groups[key] = []).Add(x[0][at]);
            return 0;
        });
        Shape kept = new([.. Enumerable.Range(0, input.Rank).Where(axis => isKept[axis]).Select(axis => input[axis])]);
        return DoubleTensor.Make(kept, at => Rules[op.Name].Formula([.. groups[string.Join(' ', at)]])).Reshape(result);
    }

    /// <summary>The axes of a record whose type is not known here, from its own account of shapes: those that it leaves as they are.</summary>
    private static bool[] Kept(Operator op, int rank)
    {
        Shape probe = op.Infer([new Shape([.. Enumerable.Range(0, rank).Select(axis => axis + 2)])]);
        return [.. Enumerable.Range(0, rank).Select(axis => probe.Dimensions.Contains(axis + 2))];
    }

    [Fact]
    public void An_axis_that_is_not_there_is_refused() =>
        Assert.Contains("axis 3", Assert.Throws<ArgumentException>(() => new Reduce<SumReduction>([3]).Infer([new Shape(2, 3)])).Message);

    /// <summary>ONNX's table of what a reduction gives of an empty set.</summary>
    [Theory]
    [InlineData("ReduceSum", 0f)]
    [InlineData("ReduceMean", float.NaN)]
    [InlineData("ReduceMax", float.NegativeInfinity)]
    [InlineData("ReduceMin", float.PositiveInfinity)]
    [InlineData("ReduceProd", 1f)]
    [InlineData("ReduceSumSquare", 0f)]
    [InlineData("ReduceL1", 0f)]
    [InlineData("ReduceL2", 0f)]
    [InlineData("ReduceLogSum", float.NegativeInfinity)]
    [InlineData("ReduceLogSumExp", float.NegativeInfinity)]
    public void Of_no_numbers_the_result_is_where_folding_begins(string name, float expected) =>
        Assert.Equal([expected, expected], OneNode.Run(Rules[name].Make([1], false, true), [new Tensor(new Shape(2, 0))]).AsSpan());

    [Fact]
    public void NaN_goes_through_every_reduction() => Assert.All(Rules.Values, rule =>
    {
        float[] result = OneNode.Run(rule.Make([1], false, true), [new Tensor(new Shape(3, 2), [float.NaN, 1, 1, float.NaN, 1, 1])]).AsSpan().ToArray();
        Assert.Equal([true, true, false], Array.ConvertAll(result, float.IsNaN));
    });

    [Theory]
    [InlineData(1000f, 1000f, 1000.6931472f)]
    [InlineData(-1000f, -1000f, -999.3068528f)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.NegativeInfinity, 3f, 3f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, float.PositiveInfinity)]
    public void Sums_of_exponentials_do_not_overflow(float a, float b, float expected) =>
        Assert.Equal([expected], OneNode.Run(new Reduce<LogSumExpReduction>([]), [new Tensor(new Shape(2), [a, b])]).AsSpan());

    [Fact]
    public void Products_have_signs_and_zeros() => Assert.Equal(
        [-12f, 12f, 0f],
        OneNode.Run(new Reduce<ProdReduction>([1], false), [new Tensor(new Shape(3, 3), [-2, 3, 2, -8, 3, -0.5f, 5, 0, -7])]).AsSpan().ToArray().Select(value => value + 0f));

    /// <summary>Added up in floats, 2^24 stays 2^24 when 1 is added.</summary>
    [Fact]
    public void A_long_sum_keeps_its_small_terms()
    {
        Tensor x = new(new Shape(1001));
        x.AsSpan().Fill(1);
        x[0] = 1 << 24;
        Assert.Equal([(1 << 24) + 1000f], OneNode.Run(new Reduce<SumReduction>([0], false), [x]).AsSpan());
    }

    [Fact]
    public void A_result_sees_the_whole_map_only_where_places_are_reduced()
    {
        Shape map = new(1, 3, 5, 7);
        (ReceptiveFieldAxis, ReceptiveFieldAxis) own = (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One), whole = (ReceptiveFieldAxis.All(5), ReceptiveFieldAxis.All(7));
        Assert.Equal(own, new Reduce<SumReduction>([1]).ReceptiveFieldOver(map));
        Assert.Equal(own, new Reduce<SumReduction>([-3, 0]).ReceptiveFieldOver(map));
        Assert.Equal(own, new Reduce<SumSquareReduction>([], false, EmptyMeansAll: false).ReceptiveFieldOver(map));
        Assert.Equal(whole, new Reduce<SumReduction>([2]).ReceptiveFieldOver(map));
        Assert.Equal(whole, new Reduce<SumReduction>([]).ReceptiveFieldOver(map));
        Assert.Equal(whole, new Reduce<SumReduction>([1], false).ReceptiveFieldOver(map));
        Assert.Equal(own, new ArgMax(-3).ReceptiveFieldOver(map));
        Assert.Equal(whole, new ArgMax(1, false).ReceptiveFieldOver(map));
    }
}
