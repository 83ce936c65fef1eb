namespace NetInsight.Kernels.Operators.Windows;

/// <summary>How a window slides along one axis: its taps, and the padding before and after the input.</summary>
/// <remarks>
/// Output o reads the input positions o * Stride - Before + t * Dilation for t = 0 .. Kernel - 1 (ONNX Conv, MaxPool, AveragePool).
/// </remarks>
internal readonly record struct WindowAxis
{
    /// <summary>A window of one tap, without padding: each output reads its own position.</summary>
    public static WindowAxis One => new(1);

    /// <summary>Makes the rule of one axis.</summary>
    /// <exception cref="ArgumentException">Kernel, stride or dilation is not positive, or padding is negative.</exception>
    public WindowAxis(int kernel, int stride = 1, int before = 0, int after = 0, int dilation = 1)
    {
        Kernel = AtLeast(1, kernel, "kernel");
        Stride = AtLeast(1, stride, "stride");
        Before = AtLeast(0, before, "padding");
        After = AtLeast(0, after, "padding");
        Dilation = AtLeast(1, dilation, "dilation");
        if ((long)(kernel - 1) * dilation + 1 > Largest)
            throw new ArgumentException($"A kernel of {kernel} taps with dilation {dilation} spans more than {Largest:N0} positions.");
    }

    private const int Largest = 1 << 24;

    /// <summary>Number of taps.</summary>
    public int Kernel { get; }

    /// <summary>Positions between neighbouring outputs.</summary>
    public int Stride { get; }

    /// <summary>Padding before the input.</summary>
    public int Before { get; init; }

    /// <summary>Padding after the input.</summary>
    public int After { get; init; }

    /// <summary>Positions between neighbouring taps.</summary>
    public int Dilation { get; }

    /// <summary>Whether the padding follows from the input's extent instead.</summary>
    public AutoPadding Auto { get; init; }

    /// <summary>Positions from the first to the last tap, both included.</summary>
    public int Extent => (Kernel - 1) * Dilation + 1;

    /// <summary>The receptive field of outputs over an input of this extent.</summary>
    public ReceptiveFieldAxis ReceptiveFieldOver(int input) => new(Extent, Stride, -For(input).Before);

    /// <summary>The rule with explicit padding for an input of this extent.</summary>
    public WindowAxis For(int input)
    {
        if (Auto == AutoPadding.Explicit)
            return this;
        long outputs = ((long)input + Stride - 1) / Stride;
        int total = (int)Math.Max((outputs - 1) * Stride + Extent - input, 0);
        int less = total / 2;
        return Auto == AutoPadding.SameUpper
            ? this with { Before = less, After = total - less, Auto = AutoPadding.Explicit }
            : this with { Before = total - less, After = less, Auto = AutoPadding.Explicit };
    }

    /// <summary>
    /// The outputs, from First to before End, whose span from first to last tap intersects the input positions [start, end):
    /// first = max(ceil((Before + start - Extent + 1) / Stride), 0), last = floor((end - 1 + Before) / Stride).
    /// </summary>
    /// <param name="start">The first input position.</param>
    /// <param name="end">One past the last input position.</param>
    /// <param name="outputs">Number of outputs along the axis.</param>
    public (int First, int End) OutputRange(int start, int end, int outputs)
    {
        int before = Before + start - Extent + 1;
        int first = before <= 0 ? 0 : (before + Stride - 1) / Stride;
        return (Math.Min(first, outputs), Math.Min((end - 1 + Before) / Stride + 1, outputs));
    }

    /// <summary>
    /// The input positions spanned by <paramref name="count"/> outputs from <paramref name="start"/> on; First is negative in the padding.
    /// </summary>
    public (int First, int Count) InputRange(int start, int count) => (start * Stride - Before, (count - 1) * Stride + Extent);

    /// <summary>The same rule without padding.</summary>
    public WindowAxis WithoutPadding() => this with { Before = 0, After = 0, Auto = AutoPadding.Explicit };

    /// <summary>Number of outputs over an input of this extent.</summary>
    /// <param name="input">Positions of the input.</param>
    /// <param name="ceiling">
    /// Whether a last window that extends beyond the padding counts; one that would begin in the padding after the input never does.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The window is wider than the padded input; with <paramref name="ceiling"/>, by a stride or more.
    /// </exception>
    public int Outputs(int input, bool ceiling = false)
    {
        WindowAxis axis = For(input);
        long free = (long)input + axis.Before + axis.After - Extent;
        long outputs = free >= 0 ? free / Stride + 1 : 0;
        if (ceiling && free > -Stride && free % Stride != 0 && outputs * Stride < (long)input + axis.Before)
            outputs++;
        return outputs > 0
            ? (int)outputs
            : throw new ArgumentException(
                $"a window of {Extent} does not fit into {input} positions with padding {axis.Before} and {axis.After}");
    }

    private static int AtLeast(int least, int value, string what) => value >= least && value <= Largest
        ? value
        : throw new ArgumentException($"The {what} must be from {least} to {Largest:N0}, but is {value}.");
}
