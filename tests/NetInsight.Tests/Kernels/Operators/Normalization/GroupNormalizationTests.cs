using CsCheck;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels.Operators.Normalization;

public sealed class GroupNormalizationTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Gen.Int[1, 3]
        from groups in Gen.Int[1, 4]
        from each in Gen.Int[1, 5]
        from positions in Gen.Int[1, 5].Array[0, 3]
        from old in Gen.Bool
        let parameter = new Shape(old ? groups : groups * each)
        select new Case(new GroupNormalization(groups, 0.5f, old), new Shape([n, groups * each, .. positions]), parameter, parameter);

    private protected override double ToleranceOf(Operator op) => Tolerances.FewRoundings;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        GroupNormalization rule = (GroupNormalization)op;
        Shape shape = x[0].Shape;
        int each = shape[1] / rule.Groups, count = shape.Count / (shape[0] * rule.Groups);
        double[][] groups = [.. x[0].Values.Chunk(count)];
        return DoubleTensor.Make(shape, at =>
        {
            int group = at[1] / each, parameter = rule.ScalesGroups ? group : at[1];
            double[] values = groups[at[0] * rule.Groups + group];
            double mean = values.Average(), variance = values.Average(value => (value - mean) * (value - mean));
            return (x[0][at] - mean) / Math.Sqrt(variance + 0.5) * x[1][parameter] + x[2][parameter];
        });
    }

    /// <summary>More elements than a group of threads takes at once, far from zero: GPUs sum them in floats.</summary>
    [Theory]
    [MemberData(nameof(Gpus.All), MemberType = typeof(Gpus))]
    public void A_large_mean_costs_GPUs_no_digits(string kind)
    {
        GpuContext context = Gpus.Require(kind);
        GroupNormalization op = new(2);
        Tensor x = Inputs.Exact(new Shape(2, 6, 11, 10), 1);
        foreach (ref float value in x.AsSpan())
            value += 1000.3f;
        Tensor scale = Inputs.Exact(new Shape(6), 2), shift = Inputs.Exact(new Shape(6), 3);
        Tensor expected = OneNode.Run(op, [x, scale, shift]);
        foreach (Tensor result in OneNode.RunOn(context, op, [x, scale, shift]))
            DoubleTensor.Of(expected).AssertNear(result, Tolerances.FewRoundings);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Groups_must_divide_the_channels(int groups) =>
        Assert.Contains(
            $"{groups} groups do not divide 6 channels", Refusal(new GroupNormalization(groups), new Shape(1, 6, 5), new Shape(6)));

    [Fact]
    public void Parameters_are_as_many_as_channels_or_groups()
    {
        Assert.Contains("expect parameters of 6 elements", Refusal(new GroupNormalization(2), new Shape(1, 6, 5), new Shape(2)));
        GroupNormalization ofGroups = new(2, ScalesGroups: true);
        Assert.Contains("expect parameters of 2 elements", Refusal(ofGroups, new Shape(1, 6, 5), new Shape(6)));
    }

    private static string Refusal(GroupNormalization op, Shape input, Shape parameter) =>
        Assert.Throws<ArgumentException>(() => op.Infer([input, parameter, parameter])).Message;
}
