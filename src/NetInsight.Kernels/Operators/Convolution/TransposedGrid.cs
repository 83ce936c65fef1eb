using System.Collections.Immutable;

namespace NetInsight;

/// <summary>The places of a transposed convolution's maps and the taps between them, made once per shape; always of three axes, the last of one place where there are fewer.</summary>
internal sealed class TransposedGrid
{
    private const int Most = 3;
    private readonly TransposedTaps[][] _taps = new TransposedTaps[Most][];
    private readonly int[] _kernels = new int[Most];

    /// <summary>The grid of maps stored channels last.</summary>
    public TransposedGrid(ImmutableArray<TransposedAxis> axes, Shape stored)
    {
        for (int axis = 0; axis < Most; axis++)
        {
            TransposedAxis rule = axis < axes.Length ? axes[axis] : TransposedAxis.One;
            Inputs[axis] = axis < axes.Length ? stored[axis + 1] : 1;
            _taps[axis] = rule.Taps(Inputs[axis]);
            _kernels[axis] = rule.Window.Kernel;
            Outputs[axis] = _taps[axis].Length;
        }
    }

    /// <summary>Places of the input along each axis.</summary>
    public int[] Inputs { get; } = new int[Most];

    /// <summary>Places of the result along each axis.</summary>
    public int[] Outputs { get; } = new int[Most];

    /// <summary>Taps of the kernel, over all axes.</summary>
    public int TapCount => _kernels[0] * _kernels[1] * _kernels[2];

    /// <summary>The taps of one output of the first axis.</summary>
    public TransposedTaps First(int output) => _taps[0][output];

    /// <summary>The tap and the place of the input, both over all axes, of the n-th, k-th and l-th taps of the output at (o, p, q).</summary>
    public (int Tap, int Place) Source(TransposedTaps first, int n, TransposedTaps second, int k, TransposedTaps third, int l)
    {
        int tap = ((first.First + n * first.Step) * _kernels[1] + second.First + k * second.Step) * _kernels[2] + third.First + l * third.Step;
        int place = ((first.Place - n * first.PlaceStep) * Inputs[1] + second.Place - k * second.PlaceStep) * Inputs[2] + third.Place - l * third.PlaceStep;
        return (tap, place);
    }

    /// <summary>The taps of one output of the second axis.</summary>
    public TransposedTaps Second(int output) => _taps[1][output];

    /// <summary>The taps of one output of the third axis.</summary>
    public TransposedTaps Third(int output) => _taps[2][output];
}
