using CsCheck;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators;

public sealed class WindowAxisTests
{
    [Fact]
    public void There_are_as_many_outputs_as_windows_that_fit() => Sample(AutoPadding.Explicit, (axis, input) =>
        Assert.Equal(Windows(axis, input).Count(window => window.Last < input + axis.After), Outputs(axis, input, ceiling: false)));

    /// <summary>
    /// A window that begins on the input or before counts although it ends outside; one that begins in the padding after it does not.
    /// </summary>
    [Fact]
    public void Rounding_up_counts_windows_that_begin_on_the_input_or_before() => Sample(AutoPadding.Explicit, (axis, input) =>
    {
        int whole = Windows(axis, input).Count(window => window.Last < input + axis.After);
        (int first, int last) = Windows(axis, input).ElementAt(whole);
        bool leavesPositions = last - axis.Stride < input + axis.After - 1;      // the window one stride before it ends before the end
        Assert.Equal(whole + (leavesPositions && first < input ? 1 : 0), Outputs(axis, input, ceiling: true));
    });

    [Theory]
    [InlineData(AutoPadding.SameUpper)]
    [InlineData(AutoPadding.SameLower)]
    internal void Automatic_padding_gives_one_output_a_stride_and_pads_evenly(AutoPadding auto) => Sample(auto, (axis, input) =>
    {
        WindowAxis padded = axis.For(input);
        int outputs = (int)Math.Ceiling(input / (double)axis.Stride);
        Assert.Equal(outputs, axis.Outputs(input));
        Assert.Equal(outputs, padded.Outputs(input));
        Assert.Equal(AutoPadding.Explicit, padded.Auto);
        int more = padded.After - padded.Before;
        Assert.InRange(auto == AutoPadding.SameUpper ? more : -more, 0, 1);
        if (padded.Before + padded.After > 0)                        // and no more than is needed
            Assert.Equal(input + padded.Before + padded.After, (outputs - 1) * axis.Stride + axis.Extent);
    });

    [Theory]
    [InlineData(0, 1, 0, 0, 1, "The kernel must be from 1 to 16,777,216, but is 0.")]
    [InlineData(1, 0, 0, 0, 1, "The stride must be from 1 to 16,777,216, but is 0.")]
    [InlineData(1, 1, -1, 0, 1, "The padding must be from 0 to 16,777,216, but is -1.")]
    [InlineData(1, 1, 0, int.MaxValue, 1, "The padding must be from 0 to 16,777,216, but is 2147483647.")]
    [InlineData(1, 1, 0, 0, 0, "The dilation must be from 1 to 16,777,216, but is 0.")]
    [InlineData(3, 1, 0, 0, 10_000_000, "A kernel of 3 taps with dilation 10000000 spans more than 16,777,216 positions.")]
    public void A_rule_that_cannot_be_is_refused(int kernel, int stride, int before, int after, int dilation, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new WindowAxis(kernel, stride, before, after, dilation)).Message);

    /// <summary>The first and last tap of window 0, 1, 2, ..., counted from the input's first position.</summary>
    private static IEnumerable<(int First, int Last)> Windows(WindowAxis axis, int input) =>
        Enumerable.Range(0, input + axis.Before + axis.After + 2)
            .Select(o => o * axis.Stride - axis.Before)
            .Select(first => (first, first + axis.Extent - 1));

    /// <summary>None where the window does not fit, which is an error.</summary>
    private static int Outputs(WindowAxis axis, int input, bool ceiling)
    {
        try
        {
            return axis.Outputs(input, ceiling);
        }
        catch (ArgumentException)
        {
            return 0;
        }
    }

    private static void Sample(AutoPadding auto, Action<WindowAxis, int> check) =>
        Gen.Select(Kernels.Windows.Axis, Gen.Int[1, 30])
            .Where((axis, _) => (axis.Auto == AutoPadding.Explicit) == (auto == AutoPadding.Explicit))
            .Sample((axis, input) => check(axis with { Auto = auto }, input), iter: 5_000, threads: 1);
}
