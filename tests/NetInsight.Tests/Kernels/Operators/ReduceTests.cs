using System.Collections.Immutable;
using CsCheck;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>All reductions: the formula of each, once, over every set of axes.</summary>
public sealed class ReduceTests : OperatorTests
{
    private sealed record Rule(Func<ImmutableArray<int>, bool, Operator> Make, Func<double[], double> Formula, double Tolerance, int Low = -64, int High = 64);

    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["ReduceSum"] = new((axes, keeps) => new Reduce<SumReduction>(axes, keeps), x => x.Sum(), Tolerances.Exact),
        ["ReduceMean"] = new((axes, keeps) => new Reduce<MeanReduction>(axes, keeps), x => x.Average(), Tolerances.OneRounding),
        ["ReduceMax"] = new((axes, keeps) => new Reduce<MaxReduction>(axes, keeps), x => x.Max(), Tolerances.Exact),
        ["ReduceMin"] = new((axes, keeps) => new Reduce<MinReduction>(axes, keeps), x => x.Min(), Tolerances.Exact),
        ["ReduceProd"] = new((axes, keeps) => new Reduce<ProductReduction>(axes, keeps), x => x.Aggregate(1.0, (a, b) => a * b), Tolerances.OneRounding, Low: 48, High: 80),
        ["ReduceSumSquare"] = new((axes, keeps) => new Reduce<SquareReduction>(axes, keeps), x => x.Sum(value => value * value), Tolerances.Exact),
        ["ReduceL1"] = new((axes, keeps) => new Reduce<L1Reduction>(axes, keeps), x => x.Sum(Math.Abs), Tolerances.Exact),
        ["ReduceL2"] = new((axes, keeps) => new Reduce<L2Reduction>(axes, keeps), x => Math.Sqrt(x.Sum(value => value * value)), Tolerances.OneRounding),
        ["ReduceLogSum"] = new((axes, keeps) => new Reduce<LogSumReduction>(axes, keeps), x => Math.Log(x.Sum()), Tolerances.OneRounding, Low: 1),
    };

    private protected override int Samples => 200;

    private protected override Gen<Case> Cases =>
        from name in Gen.OneOf(Rules.Keys.ToArray())
        from extents in Gen.Int[1, 5].Array[0, 5]
        from chosen in Gen.Int[0, (1 << extents.Length) - 1]
        from fromEnd in Gen.Bool
        from keeps in Gen.Bool
        let axes = Enumerable.Range(0, extents.Length).Where(axis => (chosen >> axis & 1) != 0).Select(axis => fromEnd ? axis - extents.Length : axis)
        select new Case(Rules[name].Make([.. axes], keeps), new Shape(extents));

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
}
