using System.Numerics;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>A <see cref="TransposedAxis"/> for an input of known extent, as kernels of every device take it.</summary>
/// <param name="Kernel">Number of taps.</param>
/// <param name="Stride">Output positions between those of neighbouring inputs.</param>
/// <param name="Dilation">Output positions between neighbouring taps.</param>
/// <param name="Before">Positions cropped before the output.</param>
/// <param name="Input">Extent of the input.</param>
/// <param name="Outputs">Extent of the output.</param>
internal readonly record struct TransposedRule(int Kernel, int Stride, int Dilation, int Before, int Input, int Outputs)
{
    /// <summary>Taps from one that contributes to an output to the next.</summary>
    public int TapStep { get; } = Stride / (int)BigInteger.GreatestCommonDivisor(Stride, Dilation);

    /// <summary>Input positions between them.</summary>
    public int PositionStep { get; } = Dilation / (int)BigInteger.GreatestCommonDivisor(Stride, Dilation);

    /// <summary>The rule of an axis for an input of this extent.</summary>
    public static TransposedRule Of(TransposedAxis axis, int input)
    {
        (int before, int outputs) = axis.For(input);
        return new TransposedRule(axis.Window.Kernel, axis.Window.Stride, axis.Window.Dilation, before, input, outputs);
    }
}

/// <summary>The rules of three axes, the last of extent 1 where there are fewer.</summary>
internal readonly record struct TransposedRules(TransposedRule First, TransposedRule Second, TransposedRule Third)
{
    /// <summary>Taps of the kernel, over all axes.</summary>
    public int TapCount => First.Kernel * Second.Kernel * Third.Kernel;

    /// <summary>The tap and the input position, both flattened over all axes, of the n-th, k-th and l-th taps of an output.</summary>
    public (int Tap, int Position) Source(TransposedTaps first, int n, TransposedTaps second, int k, TransposedTaps third, int l)
    {
        int row = first.First + n * first.Step, column = second.First + k * second.Step;
        int tap = (row * Second.Kernel + column) * Third.Kernel + third.First + l * third.Step;
        int top = first.Position - n * first.PositionStep, left = second.Position - k * second.PositionStep;
        int position = (top * Second.Input + left) * Third.Input + third.Position - l * third.PositionStep;
        return (tap, position);
    }
}
