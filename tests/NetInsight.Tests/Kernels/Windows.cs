using CsCheck;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels;

/// <summary>
/// Random windows, and feature maps that they fit: from one position on, strides beyond the kernel, padding uneven or automatic.
/// </summary>
internal static class Windows
{
    /// <summary>A batch, now and then an empty one.</summary>
    public static Gen<int> Batch { get; } = Gen.Frequency((1, Gen.Const(0)), (12, Gen.Const(1)), (8, Gen.Int[2, 3]));

    /// <summary>The rule of one axis.</summary>
    public static Gen<WindowAxis> Axis { get; } =
        from kernel in Gen.Int[1, 4]
        from stride in Gen.Int[1, 5]
        from before in Gen.Int[0, 3]
        from after in Gen.Int[0, 3]
        from dilation in Gen.Int[1, 3]
        from auto in Gen.OneOf(AutoPadding.Explicit, AutoPadding.Explicit, AutoPadding.SameUpper, AutoPadding.SameLower)
        select auto == AutoPadding.Explicit
            ? new WindowAxis(kernel, stride, before, after, dilation)
            : new WindowAxis(kernel, stride, 0, 0, dilation) { Auto = auto };

    /// <summary>A window with the height and width of feature maps that it fits; a signal's window (rank 3) has one row.</summary>
    public static Gen<(Window Window, int Height, int Width)> Fitting(int rank, bool mayRoundUp = true) =>
        from rows in rank == 3 ? Gen.Const(WindowAxis.One) : Axis
        from columns in Axis
        from ceiling in mayRoundUp ? Gen.Bool : Gen.Const(false)
        from height in Gen.Int[0, 8]
        from width in Gen.Int[0, 8]
        select (new Window(rows, columns, ceiling), rank == 3 ? 1 : Smallest(rows, ceiling) + height, Smallest(columns, ceiling) + width);

    /// <summary>The shape of feature maps, or of signals where the rank is 3.</summary>
    public static Shape Maps(int rank, int n, int c, int h, int w) => rank == 3 ? new Shape(n, c, w) : new Shape(n, c, h, w);

    /// <summary>
    /// The taps of output o on an input of the given extent, by definition, and how many lie on the input or its padding.
    /// </summary>
    public static (int[] Taps, int Counted) Taps(WindowAxis rule, int extent, int o)
    {
        WindowAxis axis = rule.For(extent);
        int[] positions = [.. Enumerable.Range(0, axis.Kernel).Select(t => o * axis.Stride - axis.Before + t * axis.Dilation)];
        int[] taps = [.. positions.Where(position => position >= 0 && position < extent)];
        return (taps, positions.Count(position => position < extent + axis.After));
    }

    /// <summary>Rounding up allows a window to exceed the input by less than a stride.</summary>
    private static int Smallest(WindowAxis axis, bool ceiling) =>
        axis.Auto == AutoPadding.Explicit ? Math.Max(1, axis.Extent - axis.Before - axis.After - (ceiling ? axis.Stride - 1 : 0)) : 1;
}
