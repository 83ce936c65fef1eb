using CsCheck;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class SliceAxisTests
{
    /// <summary>Starts and ends within, at and far beyond the ends, steps both ways.</summary>
    internal static Gen<SliceAxis> Any { get; } =
        from start in End
        from end in End
        from step in Gen.OneOf(1L, 1L, 2L, 3L, -1L, -1L, -2L, 9L, -9L, long.MaxValue, -long.MaxValue)
        select new SliceAxis(0, start, end, step);

    private static Gen<long> End => Gen.Frequency(
        (12, Gen.Long[-9, 9]), (1, Gen.OneOf(long.MinValue, long.MaxValue, int.MinValue, int.MaxValue)));

    /// <summary>
    /// The positions of a slice, one by one as ONNX defines them: ends are counted from the end where negative, then clamped to the tensor;
    /// going backwards, a start is clamped to its last position, an end to just before its first.
    /// </summary>
    internal static int[] Positions(SliceAxis slice, int extent)
    {
        bool forwards = slice.Step > 0;
        Int128 start = slice.Start < 0 ? (Int128)slice.Start + extent : slice.Start;
        Int128 end = slice.End < 0 ? (Int128)slice.End + extent : slice.End;
        start = Int128.Clamp(start, 0, forwards ? extent : Math.Max(extent - 1, 0));
        end = Int128.Clamp(end, forwards ? 0 : -1, forwards ? extent : Math.Max(extent - 1, -1));
        List<int> positions = [];
        for (Int128 position = start; extent > 0 && (forwards ? position < end : position > end); position += slice.Step)
            positions.Add((int)position);
        return [.. positions];
    }

    [Fact]
    public void First_and_count_are_those_of_the_positions_one_by_one() =>
        Gen.Select(Any, Gen.Int[0, 8]).Sample(
            (slice, extent) =>
            {
                int[] positions = Positions(slice, extent);
                (int first, int count) = slice.For(extent);
                Assert.Equal(positions.Length, count);
                if (count > 0)
                    Assert.Equal(positions[0], first);
            },
            iter: 20_000,
            threads: 1);

    [Fact]
    public void Between_ends_that_lie_within_it_agrees_with_the_range_of_the_language() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8], Gen.Int[0, 8]).Where((a, b, c) => a <= b && b <= c).Sample(
            (start, end, extent) => Assert.Equal((start, end - start), new SliceAxis(0, start, end).For(extent)), iter: 500, threads: 1);
}
