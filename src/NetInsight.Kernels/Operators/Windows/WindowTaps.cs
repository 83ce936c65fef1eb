namespace NetInsight.Kernels.Operators.Windows;

/// <summary>The taps of one window that lie on the map, along one axis: from First to before End, at Start + t * Dilation; where none does, both are equal.</summary>
internal readonly ref struct WindowTaps
{
    /// <summary>The taps of output <paramref name="output"/> on a map of <paramref name="extent"/> places.</summary>
    public WindowTaps(WindowAxis axis, int output, int extent)
    {
        Start = output * axis.Stride - axis.Before;
        First = Start >= 0 ? 0 : Steps(-Start, axis.Dilation);
        End = Math.Max(First, Math.Min(axis.Kernel, Start >= extent ? 0 : Steps(extent - Start, axis.Dilation)));
        int padded = extent + axis.After;
        Counted = Math.Min(axis.Kernel, Start >= padded ? 0 : Steps(padded - Start, axis.Dilation));
    }

    /// <summary>How many taps lie on so many places; a division only where it is needed.</summary>
    private static int Steps(int places, int dilation) => dilation == 1 ? places : (places + dilation - 1) / dilation;

    /// <summary>Where tap 0 lies; negative in the padding.</summary>
    public int Start { get; }

    /// <summary>The first tap on the map.</summary>
    public int First { get; }

    /// <summary>The tap after the last on the map; First where none is.</summary>
    public int End { get; }

    /// <summary>How many taps lie on the map or its padding.</summary>
    public int Counted { get; }
}
