using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// How a transposed convolution spreads its input along one axis: input i reaches outputs i * Stride - Before + t * Dilation for
/// t = 0 .. Kernel - 1 (ONNX ConvTranspose).
/// </summary>
/// <param name="Window">The rule of the convolution that this one transposes; its padding is cut off the result.</param>
/// <param name="OutputPadding">Places added after the result, which the input does not reach.</param>
/// <param name="Outputs">The extent of the result, from which the padding then follows; null where it follows from the rest.</param>
internal readonly record struct TransposedAxis(WindowAxis Window, int OutputPadding = 0, int? Outputs = null)
{
    /// <summary>The rule that leaves an axis as it is.</summary>
    public static TransposedAxis One => new(WindowAxis.One);

    /// <summary>The places cut off before the result, and the extent of the result, for an input of this extent.</summary>
    /// <exception cref="ArgumentException">No output is left.</exception>
    /// <exception cref="ResourceLimitException">The result is longer than any map.</exception>
    public (int Before, int Outputs) For(int input)
    {
        if (input == 0)
            throw new ArgumentException("an axis of 0 places has nothing to spread");
        long full = (long)Window.Stride * (input - 1) + Window.Extent + OutputPadding;
        bool isCut = Outputs is null && Window.Auto == AutoPadding.Explicit;
        long outputs = Outputs ?? (isCut ? full - Window.Before - Window.After : (long)input * Window.Stride);
        if (outputs < 1)
            throw new ArgumentException($"{input} places become {full} less a padding of {Window.Before} and {Window.After}, so that none is left");
        long total = Math.Max(full - outputs, 0);
        long before = isCut ? Window.Before : Window.Auto == AutoPadding.SameUpper ? total / 2 : total - total / 2;
        return Math.Max(outputs, before) <= int.MaxValue
            ? ((int)before, (int)outputs)
            : throw new ResourceLimitException($"{input:N0} places would become {full:N0}.");
    }

    /// <summary>What outputs see of an input of this extent: exact for stride 1; otherwise neighbours see by turns, and all of it is said.</summary>
    public ReceptiveFieldAxis ReachOver(int input) => Window.Stride == 1
        ? new ReceptiveFieldAxis(Window.Extent, 1, For(input).Before - (Window.Extent - 1))
        : ReceptiveFieldAxis.All(input);
}
