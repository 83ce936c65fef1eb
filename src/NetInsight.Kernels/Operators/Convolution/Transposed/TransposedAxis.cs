using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// A transposed convolution along one axis: input i contributes to outputs i * Stride - Before + t * Dilation for
/// t = 0 .. Kernel - 1 (ONNX ConvTranspose).
/// </summary>
/// <param name="Window">The window of the convolution that this one transposes; its padding is cropped from the output.</param>
/// <param name="OutputPadding">Positions added after the output, to which no input contributes.</param>
/// <param name="Outputs">The extent of the output, from which the padding then follows; null where it follows from the rest.</param>
internal readonly record struct TransposedAxis(WindowAxis Window, int OutputPadding = 0, int? Outputs = null)
{
    /// <summary>The rule that leaves an axis unchanged.</summary>
    public static TransposedAxis One => new(WindowAxis.One);

    /// <summary>The positions cropped before the output, and the extent of the output, for an input of this extent.</summary>
    /// <exception cref="ArgumentException">No output is left.</exception>
    /// <exception cref="ResourceLimitException">The output is longer than any feature map may be.</exception>
    public (int Before, int Outputs) For(int input)
    {
        if (input == 0)
            throw new ArgumentException("an axis of extent 0 has no output");
        long full = (long)Window.Stride * (input - 1) + Window.Extent + OutputPadding;
        bool isCropped = Outputs is null && Window.Auto == AutoPadding.Explicit;
        long outputs = Outputs ?? (isCropped ? full - Window.Before - Window.After : (long)input * Window.Stride);
        if (outputs < 1)
        {
            throw new ArgumentException(
                $"{input} positions become {full} less a padding of {Window.Before} and {Window.After}, so that none is left");
        }

        long total = Math.Max(full - outputs, 0);
        long before = isCropped ? Window.Before : Window.Auto == AutoPadding.SameUpper ? total / 2 : total - total / 2;
        return Math.Max(outputs, before) <= int.MaxValue
            ? ((int)before, (int)outputs)
            : throw new ResourceLimitException($"{input:N0} positions would become {full:N0}.");
    }

    /// <summary>
    /// The receptive field of outputs in an input of this extent: exact for stride 1; otherwise it differs between neighbours, and the
    /// whole axis is returned.
    /// </summary>
    public ReceptiveFieldAxis ReceptiveFieldOver(int input) => Window.Stride == 1
        ? new ReceptiveFieldAxis(Window.Extent, 1, For(input).Before - (Window.Extent - 1))
        : ReceptiveFieldAxis.All(input);
}
