using System.Globalization;
using CsCheck;
using NetInsight.Kernels.Operators;

namespace NetInsight.Tests.Kernels;

/// <summary>
/// The test of an operator, written once: an operator's class states cases and the definition in doubles, and nothing else. Every case is
/// run with all inputs given in the run, with weights packed before, with NHWC inputs, and with 1 and 3 threads.
/// </summary>
public abstract partial class OperatorTests
{
    private protected virtual int Samples => 60;

    /// <summary>
    /// How many times as many samples are drawn as usual: 10 in a night (.ci/nightly), 0.2 on a GPU that is lent by the minute.
    /// </summary>
    private static readonly double Effort = double.TryParse(
        Environment.GetEnvironmentVariable("NETINSIGHT_TEST_EFFORT"), NumberStyles.Float, CultureInfo.InvariantCulture, out double effort)
        && effort > 0 ? effort : 1;

    private protected abstract Gen<Case> Cases { get; }

    /// <summary>The operator's formula, without regard to speed.</summary>
    private protected abstract DoubleTensor Define(Operator op, DoubleTensor[] x);

    /// <summary>
    /// The magnitude of what an operator sums, where terms may cancel and leave a small result with the rounding of large ones; 0 where
    /// the result's own magnitude counts.
    /// </summary>
    private protected virtual double SummedBy(Operator op, Tensor[] inputs) => 0;

    /// <summary>Relative to the largest magnitude of the result.</summary>
    private protected virtual double ToleranceOf(Operator op) => Tolerances.Exact;

    /// <summary>The range of an input's values, in multiples of 1/64.</summary>
    private protected virtual (int Low, int High) RangeOf(Operator op, int input) => (-64, 64);

    [Fact]
    public void It_equals_its_definition() => Sample((op, inputs) =>
        Expected(op, inputs).AssertNear(OneNode.Run(op, inputs), ToleranceOf(op), SummedBy(op, inputs)));

    [Fact]
    public void It_equals_its_definition_with_constants_packed() => Sample((op, inputs) =>
        Expected(op, inputs).AssertNear(OneNode.RunPacked(op, inputs), ToleranceOf(op), SummedBy(op, inputs)));

    [Fact]
    public void It_equals_its_definition_in_NHWC() => Sample((op, inputs) =>
    {
        if (inputs[0].Shape.Rank is 3 or 4 && !inputs[0].Shape.Dimensions[2..].Contains(0))
            Expected(op, inputs).AssertNear(OneNode.RunNhwc(op, inputs), ToleranceOf(op), SummedBy(op, inputs));
    });

    [Fact]
    public void It_gives_the_same_bits_with_1_and_3_threads() => Sample((op, inputs) =>
    {
        Assert.Equal(OneNode.Run(op, inputs).AsSpan(), OneNode.Run(op, inputs, threads: 3).AsSpan());
        Assert.Equal(OneNode.RunPacked(op, inputs).AsSpan(), OneNode.RunPacked(op, inputs, threads: 3).AsSpan());
    });

    private DoubleTensor Expected(Operator op, Tensor[] inputs) => Define(op, Array.ConvertAll(inputs, DoubleTensor.Of));

    private void Sample(Action<Operator, Tensor[]> check, int? samples = null) => Gen.Select(Cases, Gen.UInt).Sample(
        (test, seed) =>
        {
            Tensor[] inputs = new Tensor[test.Inputs.Length];
            for (int i = 0; i < inputs.Length; i++)
            {
                (int low, int high) = RangeOf(test.Operator, i);
                inputs[i] = Inputs.Exact(test.Inputs[i], seed + (uint)i, low, high);
            }

            check(test.Operator, inputs);
        },
        iter: (long)Math.Ceiling(Effort * (samples ?? Samples)),
        threads: 1);
}
