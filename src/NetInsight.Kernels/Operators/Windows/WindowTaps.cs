namespace NetInsight.Kernels.Operators.Windows;

/// <summary>
/// The taps of one window along one axis that lie on the input: taps First to before End, at the positions Start + t * Dilation. First
/// equals End where no tap does.
/// </summary>
internal readonly ref struct WindowTaps
{
    /// <summary>The taps of output <paramref name="output"/> on an input of <paramref name="extent"/> positions.</summary>
    public WindowTaps(WindowAxis axis, int output, int extent)
    {
        Start = output * axis.Stride - axis.Before;
        First = Start >= 0 ? 0 : Steps(-Start, axis.Dilation);
        End = Math.Max(First, Math.Min(axis.Kernel, Start >= extent ? 0 : Steps(extent - Start, axis.Dilation)));
        int padded = extent + axis.After;
        PaddedCount = Math.Min(axis.Kernel, Start >= padded ? 0 : Steps(padded - Start, axis.Dilation));
    }

    /// <summary>ceil(positions / dilation), the taps that lie on so many positions; divides only where it must.</summary>
    private static int Steps(int positions, int dilation) => dilation == 1 ? positions : (positions + dilation - 1) / dilation;

    /// <summary>Position of tap 0; negative in the padding.</summary>
    public int Start { get; }

    /// <summary>The first tap on the input.</summary>
    public int First { get; }

    /// <summary>One past the last tap on the input; First where there is none.</summary>
    public int End { get; }

    /// <summary>Number of taps on the input or its padding.</summary>
    public int PaddedCount { get; }
}
