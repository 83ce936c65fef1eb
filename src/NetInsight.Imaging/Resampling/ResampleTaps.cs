namespace NetInsight.Imaging.Resampling;

/// <summary>
/// Taps of one axis: the input pixels that contribute to each output pixel, and their weights in integers of 22 fractional bits.
/// </summary>
/// <remarks>
/// Pillow's rule (src/libImaging/Resample.c, MIT-CMU), restated: scale = in / out, spread = max(scale, 1), radius = support * spread,
/// centre = (i + 0.5) scale. Output i takes inputs from (int)(centre - radius + 0.5), at least 0, up to but excluding
/// (int)(centre + radius + 0.5), at most in; input j has weight kernel((j - centre + 0.5) / spread); the weights of an output are
/// divided by their sum and rounded half away from zero to multiples of 2^-22.
/// </remarks>
internal sealed class ResampleTaps
{
    /// <summary>Fractional bits of a weight: 32 less 8 for the pixel and 2 for sign and overshoot.</summary>
    public const int FractionBits = 22;

    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _weights;
    private readonly int _capacity;

    /// <summary>Taps of the outputs <paramref name="from"/> .. +<paramref name="outputs"/>, which the members index from 0.</summary>
    public ResampleTaps(int inputSize, int outputSize, ResampleKernel kernel, int from, int outputs)
    {
        double scale = (double)inputSize / outputSize;
        double spread = Math.Max(scale, 1);
        double radius = kernel.Support * spread;
        double shrink = 1 / spread;

        _capacity = Math.Min(checked((int)Math.Ceiling(radius) * 2 + 1), inputSize);
        _first = new int[outputs];
        _count = new int[outputs];
        _weights = new int[checked(outputs * _capacity)];
        double[] exact = new double[_capacity];

        for (int i = 0; i < outputs; i++)
        {
            double centre = (from + i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - radius + 0.5));
            int count = Math.Min(inputSize, (int)(centre + radius + 0.5)) - first;
            double sum = 0;
            for (int k = 0; k < count; k++)
                sum += exact[k] = kernel.Weight((k + first - centre + 0.5) * shrink);

            for (int k = 0; k < count; k++)
            {
                double weight = sum != 0 ? exact[k] / sum : exact[k];
                _weights[i * _capacity + k] = (int)(weight * (1 << FractionBits) + (weight < 0 ? -0.5 : 0.5));
            }

            _first[i] = first;
            _count[i] = count;
        }
    }

    /// <summary>Number of output pixels.</summary>
    public int Count => _first.Length;

    /// <summary>The first input pixel of output <paramref name="i"/>; non-decreasing in i.</summary>
    public int First(int i) => _first[i];

    /// <summary>One past the last input pixel of output <paramref name="i"/>.</summary>
    public int End(int i) => _first[i] + _count[i];

    /// <summary>The weights of the input pixels from <see cref="First"/> on.</summary>
    public ReadOnlySpan<int> Weights(int i) => _weights.AsSpan(i * _capacity, _count[i]);
}
