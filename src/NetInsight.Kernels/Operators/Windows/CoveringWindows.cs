namespace NetInsight.Kernels.Operators.Windows;

/// <summary>
/// For each input position along one axis the windows that read it, in ascending order, and the tap with which each does: o * Stride -
/// Before + t * Dilation = position.
/// </summary>
internal readonly struct CoveringWindows
{
    private readonly int[] _starts;             // position -> its first pair; one more than positions
    private readonly (int Output, int Tap)[] _pairs;

    /// <summary>The windows over an input.</summary>
    /// <param name="axis">The axis, with explicit padding.</param>
    /// <param name="extent">Positions of the input.</param>
    /// <param name="outputs">Number of windows.</param>
    public CoveringWindows(WindowAxis axis, int extent, int outputs)
    {
        _starts = new int[extent + 1];
        for (int output = 0; output < outputs; output++)
        {
            WindowTaps taps = new(axis, output, extent);
            for (int tap = taps.First; tap < taps.End; tap++)
                _starts[taps.Start + tap * axis.Dilation + 1]++;
        }

        for (int position = 0; position < extent; position++)
            _starts[position + 1] += _starts[position];
        _pairs = new (int Output, int Tap)[_starts[extent]];
        int[] next = [.. _starts];
        for (int output = 0; output < outputs; output++)
        {
            WindowTaps taps = new(axis, output, extent);
            for (int tap = taps.First; tap < taps.End; tap++)
                _pairs[next[taps.Start + tap * axis.Dilation]++] = (output, tap);
        }
    }

    /// <summary>The most windows that read one position.</summary>
    public int Most
    {
        get
        {
            int most = 0;
            for (int position = 0; position + 1 < _starts.Length; position++)
                most = Math.Max(most, _starts[position + 1] - _starts[position]);
            return most;
        }
    }

    /// <summary>The windows that read a position.</summary>
    public ReadOnlySpan<(int Output, int Tap)> Of(int position) =>
        _pairs.AsSpan(_starts[position], _starts[position + 1] - _starts[position]);
}
