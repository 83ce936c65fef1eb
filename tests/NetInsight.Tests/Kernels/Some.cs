using CsCheck;

namespace NetInsight.Tests.Kernels;

/// <summary>Generators that several operators share.</summary>
internal static class Some
{
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>One axis of a window that fits into <paramref name="input"/> places.</summary>
    public static Gen<WindowAxis> Axis(int input) =>
        from kernel in Gen.Int[1, 4]
        from stride in Gen.Int[1, 5]
        from dilation in Gen.Frequency((3, Gen.Const(1)), (1, Gen.Int[2, 3]))
        from before in Gen.Int[0, 3]
        from after in Gen.Int[0, 3]
        from auto in Gen.Frequency((4, Gen.Const(AutoPadding.Explicit)), (1, Gen.Const(AutoPadding.SameUpper)), (1, Gen.Const(AutoPadding.SameLower)))
        let span = (kernel - 1) * dilation + 1
        select auto == AutoPadding.Explicit
            ? new WindowAxis(kernel, stride, before, Math.Max(after, span - before - input), dilation)
            : new WindowAxis(kernel, stride, dilation: dilation) { Auto = auto };

    /// <summary>Maps or, now and then, signals, and a window that fits them.</summary>
    public static Gen<(Shape Map, Window Window)> Windows(int mostChannels, bool ceiling) =>
        from batch in Gen.Int[0, 3]
        from channels in Gen.Frequency((4, Gen.Int[1, 4]), (1, Gen.Int[1, mostChannels]))
        from height in Gen.Int[1, 9]
        from width in Gen.Int[1, 11]
        from isSignal in Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true)))
        from rows in Axis(height)
        from columns in Axis(width)
        from ceil in ceiling ? Gen.Bool : Gen.Const(false)
        select isSignal
            ? (new Shape(batch, channels, width), new Window(WindowAxis.One, columns, ceil))
            : (new Shape(batch, channels, height, width), new Window(rows, columns, ceil));

    /// <summary>Shapes with few elements; a dimension is 0 now and then.</summary>
    public static Gen<Shape> Shape(int leastRank, int mostRank) =>
        from rank in Gen.Int[leastRank, mostRank]
        from dimensions in Gen.Frequency((12, Gen.Int[1, 4]), (3, Gen.Int[5, 9]), (1, Gen.Const(0))).Array[rank]
        select new Shape(dimensions);

    /// <summary>Slices of axis 0, some with ends and steps far outside.</summary>
    public static Gen<SliceAxis> SliceAxis =>
        from start in Bound
        from end in Bound
        from step in Gen.Frequency((4, Gen.Long[1, 3]), (4, Gen.Long[-3, -1]), (1, Some.Of(long.MinValue, -int.MaxValue, int.MaxValue, long.MaxValue)))
        select new SliceAxis(0, start, end, step);

    private static Gen<long> Bound => Gen.Frequency((9, Gen.Long[-10, 10]), (1, Some.Of(long.MinValue, int.MinValue, int.MaxValue, long.MaxValue)));
}
