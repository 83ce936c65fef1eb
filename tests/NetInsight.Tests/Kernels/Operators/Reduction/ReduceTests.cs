using System.Collections.Immutable;
using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Reduction;

/// <summary>All reductions: the formula of each, once, over every set of axes.</summary>
public sealed class ReduceTests : OperatorTests
{
    private sealed record Rule(
        Func<ImmutableArray<int>, bool, bool, Operator> Make, Func<double[], double> Formula, double Tolerance, int Low, int High);

    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["ReduceSum"] = Of<SumReduction>(x => x.Sum(), Tolerances.Exact),
        ["ReduceMean"] = Of<MeanReduction>(x => x.Average(), Tolerances.OneRounding),
        ["ReduceMax"] = Of<MaxReduction>(x => x.Max(), Tolerances.Exact),
        ["ReduceMin"] = Of<MinReduction>(x => x.Min(), Tolerances.Exact),
        ["ReduceProd"] = Of<ProdReduction>(x => x.Aggregate(1.0, (a, b) => a * b), Tolerances.OneRounding, low: 48, high: 80),
        ["ReduceSumSquare"] = Of<SumSquareReduction>(x => x.Sum(value => value * value), Tolerances.Exact),
        ["ReduceL1"] = Of<L1Reduction>(x => x.Sum(Math.Abs), Tolerances.Exact),
        ["ReduceL2"] = Of<L2Reduction>(x => Math.Sqrt(x.Sum(value => value * value)), Tolerances.OneRounding),
        ["ReduceLogSum"] = Of<LogSumReduction>(x => Math.Log(x.Sum()), Tolerances.OneRounding, low: 1),
        ["ReduceLogSumExp"] = Of<LogSumExpReduction>(x => Math.Log(x.Sum(Math.Exp)), Tolerances.OneRounding),
    };

    private static Rule Of<TReduction>(Func<double[], double> formula, double tolerance, int low = -64, int high = 64)
        where TReduction : struct, IReduction =>
        new((axes, keeps, all) => new Reduce<TReduction>(axes, keeps, all), formula, tolerance, low, high);

    private protected override int Samples => 200;

    private protected override Gen<Case> Cases =>
        from name in Gen.OneOf(Rules.Keys.ToArray())
        from extents in Gen.Int[1, 5].Array[0, 5]
        from chosen in Gen.Int[0, (1 << extents.Length) - 1]
        from fromEnd in Gen.Bool
        from keeps in Gen.Bool
        from all in Gen.Bool
        let axes = Enumerable.Range(0, extents.Length).Where(axis => (chosen >> axis & 1) != 0)
            .Select(axis => fromEnd ? axis - extents.Length : axis)
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

    /// <summary>The axes that an operator of unknown type keeps, found by inferring a shape of distinct extents.</summary>
    private static bool[] Kept(Operator op, int rank)
    {
        Shape probe = op.Infer([new Shape([.. Enumerable.Range(0, rank).Select(axis => axis + 2)])]);
        return [.. Enumerable.Range(0, rank).Select(axis => probe.Dimensions.Contains(axis + 2))];
    }

    [Fact]
    public void An_axis_that_is_not_there_is_refused() =>
        Assert.Contains("axis 3", Assert.Throws<ArgumentException>(() => new Reduce<SumReduction>([3]).Infer([new Shape(2, 3)])).Message);

    /// <summary>ONNX's table of reductions of an empty set.</summary>
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
    public void The_result_over_no_elements_is_the_initial_value(string name, float expected) =>
        Assert.Equal([expected, expected], OneNode.Run(Rules[name].Make([1], false, true), [new Tensor(new Shape(2, 0))]).AsSpan());

    [Fact]
    public void Every_reduction_propagates_NaN() => Assert.All(Rules.Values, rule =>
    {
        Tensor x = new(new Shape(3, 2), [float.NaN, 1, 1, float.NaN, 1, 1]);
        float[] result = OneNode.Run(rule.Make([1], false, true), [x]).AsSpan().ToArray();
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
    public void Products_have_signs_and_zeros()
    {
        Tensor x = new(new Shape(3, 3), [-2, 3, 2, -8, 3, -0.5f, 5, 0, -7]);
        float[] result = OneNode.Run(new Reduce<ProdReduction>([1], false), [x]).AsSpan().ToArray();
        Assert.Equal([-12f, 12f, 0f], result.Select(value => value + 0f));
    }

    /// <summary>Summed in floats, 2^24 + 1 is 2^24.</summary>
    [Fact]
    public void A_long_sum_keeps_its_small_terms()
    {
        Tensor x = new(new Shape(1001));
        x.AsSpan().Fill(1);
        x[0] = 1 << 24;
        Assert.Equal([(1 << 24) + 1000f], OneNode.Run(new Reduce<SumReduction>([0], false), [x]).AsSpan());
    }

    [Fact]
    public void The_receptive_field_is_the_whole_map_only_where_rows_or_columns_are_reduced()
    {
        Shape map = new(1, 3, 5, 7);
        (ReceptiveFieldAxis, ReceptiveFieldAxis) own = (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One);
        (ReceptiveFieldAxis, ReceptiveFieldAxis) whole = (ReceptiveFieldAxis.All(5), ReceptiveFieldAxis.All(7));
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
