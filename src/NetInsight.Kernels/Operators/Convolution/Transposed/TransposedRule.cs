using System.Numerics;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>A <see cref="TransposedAxis"/> for an input of known extent, as kernels of every device take it.</summary>
/// <param name="Kernel">Number of taps.</param>
/// <param name="Stride">Steps between what neighbouring places of the input reach.</param>
/// <param name="Dilation">Steps between neighbouring taps.</param>
/// <param name="Before">Places cut off before the result.</param>
/// <param name="Input">Places of the input.</param>
/// <param name="Outputs">Places of the result.</param>
internal readonly record struct TransposedRule(int Kernel, int Stride, int Dilation, int Before, int Input, int Outputs)
{
    /// <summary>Steps between the taps that reach one output.</summary>
    public int Step { get; } = Stride / (int)BigInteger.GreatestCommonDivisor(Stride, Dilation);

    /// <summary>Steps between the places from which they come.</summary>
    public int PlaceStep { get; } = Dilation / (int)BigInteger.GreatestCommonDivisor(Stride, Dilation);

    /// <summary>The rule of an axis for an input of this extent.</summary>
    public static TransposedRule Of(TransposedAxis axis, int input)
    {
        (int before, int outputs) = axis.For(input);
        return new TransposedRule(axis.Window.Kernel, axis.Window.Stride, axis.Window.Dilation, before, input, outputs);
    }
}

/// <summary>The rules of three axes, the last of one place where there are fewer.</summary>
internal readonly record struct TransposedRules(TransposedRule First, TransposedRule Second, TransposedRule Third)
{
    /// <summary>Taps of the kernel, over all axes.</summary>
    public int TapCount => First.Kernel * Second.Kernel * Third.Kernel;

    /// <summary>The tap and the place of the input, both over all axes, of the n-th, k-th and l-th taps of an output.</summary>
    public (int Tap, int Place) Source(TransposedTaps first, int n, TransposedTaps second, int k, TransposedTaps third, int l)
    {
        int tap = ((first.First + n * first.Step) * Second.Kernel + second.First + k * second.Step) * Third.Kernel + third.First + l * third.Step;
        int place = ((first.Place - n * first.PlaceStep) * Second.Input + second.Place - k * second.PlaceStep) * Third.Input + third.Place - l * third.PlaceStep;
        return (tap, place);
    }
}
