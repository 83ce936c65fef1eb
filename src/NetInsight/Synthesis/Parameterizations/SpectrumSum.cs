namespace NetInsight.Synthesis.Parameterizations;

/// <summary>The sum of the magnitude spectra of images of one size, in the order in which they come.</summary>
internal sealed class SpectrumSum(int size)
{
    private const int Channels = 3;

    private readonly RealFourier _fourier = new(size, size);
    private readonly double[] _sums = new double[Channels * size * (size / 2 + 1)];
    private int _enlarged;

    /// <summary>The number of images.</summary>
    public int Count { get; private set; }

    /// <summary>What a caption says of images that were enlarged.</summary>
    public string Enlarged => _enlarged == 0 ? "" : $" ({_enlarged} of them smaller and enlarged, without high frequencies)";

    /// <summary>Adds an image: its centre, with the shorter side at the size.</summary>
    public void Add(RgbImage image)
    {
        _enlarged += Math.Min(image.Height, image.Width) < size ? 1 : 0;
        RgbImage centre = image.ResizeShortSide(size).CenterCrop(size, size);
        int plane = size * (size / 2 + 1);
        double[] colors = new double[size * size], real = new double[plane], imaginary = new double[plane];
        for (int channel = 0; channel < Channels; channel++)
        {
            ReadOnlySpan<double> row = ColorDecorrelation.Inverse.AsSpan(Channels * channel, Channels);
            ReadOnlySpan<byte> pixels = centre.Pixels;
            for (int i = 0; i < colors.Length; i++)
            {
                colors[i] = 0;
                for (int color = 0; color < Channels; color++)
                    colors[i] += row[color] * (pixels[Channels * i + color] / 255.0 - 0.5);
            }

            _fourier.Forward(colors, real, imaginary);
            for (int i = 0; i < plane; i++)
                _sums[channel * plane + i] += Math.Sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]);
        }

        Count++;
    }

    /// <summary>The mean; magnitudes that are only rounding are 0.</summary>
    public float[] Mean()
    {
        double rounding = 1e-12 * size * size;
        return [.. _sums.Select(sum => sum / Count is var mean && mean > rounding ? (float)mean : 0)];
    }
}
