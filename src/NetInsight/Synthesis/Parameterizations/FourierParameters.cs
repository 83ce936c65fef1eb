using NetInsight.Kernels.Embedding;

namespace NetInsight.Synthesis.Parameterizations;

/// <summary>
/// The spectrum of an image: [channels, H, W / 2 + 1, 2], real and imaginary part. Colours are RGB until the end, where they are in the
/// order of the network's input.
/// </summary>
/// <remarks>
/// <code>
///   spectrum * scale -> irfft2 / 4 -> color matrix -> sigmoid -> from black to white
///   adjoint, from the right: * extent s (1 - s), transposed matrix, rfft2 * scale * c / (4 HW), c = 1 in columns 0 and W / 2, else 2
/// </code>
/// </remarks>
internal sealed class FourierParameters : ImageParameters
{
    private const double Bound = 1e-4;               // levels of images are cut to [Bound, 1 - Bound] before the logarithm

    private readonly int _channels;
    private readonly int _positions;
    private readonly int _plane;
    private readonly int _columns;
    private readonly double[] _scale;
    private readonly double[] _matrix;
    private readonly double[] _inverse;
    private readonly double _deviation;
    private readonly PixelRange _range;
    private readonly bool _isBgr;
    private readonly RealFourier _fourier;

    /// <summary>For images of a size.</summary>
    public FourierParameters(int height, int width, PixelRange range, FourierParameterization options, bool isBgr)
    {
        (_channels, _positions, _columns) = (range.Channels, height * width, width / 2 + 1);
        (_plane, _deviation, _range, _isBgr) = (height * _columns, options.Deviation, range, isBgr);
        _fourier = new RealFourier(height, width);
        _scale = ScaleOf(height, width, options.Decay);
        bool isColor = options.DecorrelatesColors && _channels == 3;
        _matrix = isColor ? ColorDecorrelation.Matrix : ColorDecorrelation.Identity(_channels);
        _inverse = isColor ? ColorDecorrelation.Inverse : ColorDecorrelation.Identity(_channels);
    }

    /// <inheritdoc/>
    public override int Count => 2 * _channels * _plane;

    /// <summary>sqrt(HW) / max(f, 1 / max(H, W))^decay, [H, W / 2 + 1]; f in cycles a pixel.</summary>
    public static double[] ScaleOf(int height, int width, double decay)
    {
        int columns = width / 2 + 1;
        double[] scale = new double[height * columns];
        double least = 1.0 / Math.Max(height, width), factor = Math.Sqrt((double)height * width);
        for (int row = 0; row < height; row++)
        {
            double down = (double)(row <= (height - 1) / 2 ? row : row - height) / height;
            for (int column = 0; column < columns; column++)
            {
                double right = (double)column / width;
                scale[row * columns + column] = factor / Math.Pow(Math.Max(Math.Sqrt(down * down + right * right), least), decay);
            }
        }

        return scale;
    }

    /// <inheritdoc/>
    public override void Start(Span<float> parameters, ref Pcg32 random)
    {
        foreach (ref float value in parameters)
            value = (float)(_deviation * random.NextNormal());
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<float> image, Span<float> parameters)
    {
        double[][] levels = new double[_channels][];
        for (int channel = 0; channel < _channels; channel++)
        {
            int input = InputOf(channel);
            levels[channel] = new double[_positions];
            for (int i = 0; i < _positions; i++)
            {
                double level = Math.Clamp(_range.LevelOf(input, image[input * _positions + i]), Bound, 1 - Bound);
                levels[channel][i] = Math.Log(level / (1 - level));
            }
        }

        double[] real = new double[_plane], imaginary = new double[_plane];
        double[] plane = new double[_positions];
        for (int channel = 0; channel < _channels; channel++)
        {
            Mix(_inverse, levels, channel, plane);
            _fourier.Forward(plane, real, imaginary);
            Span<float> spectrum = parameters.Slice(2 * channel * _plane, 2 * _plane);
            for (int i = 0; i < _plane; i++)
            {
                spectrum[2 * i] = (float)(4 * real[i] / _scale[i]);
                spectrum[2 * i + 1] = (float)(4 * imaginary[i] / _scale[i]);
            }
        }
    }

    /// <inheritdoc/>
    public override void Image(ReadOnlySpan<float> parameters, Span<float> image)
    {
        double[][] colors = Colors(parameters);
        for (int channel = 0; channel < _channels; channel++)
        {
            int input = InputOf(channel);
            for (int i = 0; i < _positions; i++)
                image[input * _positions + i] = _range.At(input, Sigmoid(colors[channel][i]));
        }
    }

    /// <inheritdoc/>
    public override void Gradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> image, ReadOnlySpan<float> imageGradient, Span<float> gradient)
    {
        double[][] colors = new double[_channels][];
        for (int channel = 0; channel < _channels; channel++)
        {
            int input = InputOf(channel);
            colors[channel] = new double[_positions];
            for (int i = 0; i < _positions; i++)
            {
                double level = _range.LevelOf(input, image[input * _positions + i]);
                colors[channel][i] = imageGradient[input * _positions + i] * (double)_range.Extent(input) * level * (1 - level);
            }
        }

        Adjoint(colors, gradient);
    }

    /// <summary>The image before the sigmoid, [channels][H W], RGB.</summary>
    public double[][] Colors(ReadOnlySpan<float> parameters)
    {
        double[][] planes = new double[_channels][], colors = new double[_channels][];
        double[] real = new double[_plane], imaginary = new double[_plane];
        double divisor = 4.0 * _positions;
        for (int channel = 0; channel < _channels; channel++)
        {
            ReadOnlySpan<float> spectrum = parameters.Slice(2 * channel * _plane, 2 * _plane);
            for (int i = 0; i < _plane; i++)
            {
                real[i] = spectrum[2 * i] * _scale[i] / divisor;
                imaginary[i] = spectrum[2 * i + 1] * _scale[i] / divisor;
            }

            _fourier.Inverse(real, imaginary, planes[channel] = new double[_positions]);
        }

        for (int channel = 0; channel < _channels; channel++)
            Mix(_matrix, planes, channel, colors[channel] = new double[_positions]);
        return colors;
    }

    /// <summary>From the gradient of <see cref="Colors"/> to that of the spectrum.</summary>
    public void Adjoint(double[][] colors, Span<float> gradient)
    {
        double[] plane = new double[_positions], real = new double[_plane], imaginary = new double[_plane];
        double[] transposed = ColorDecorrelation.Transposed(_matrix, _channels);
        for (int channel = 0; channel < _channels; channel++)
        {
            Mix(transposed, colors, channel, plane);
            _fourier.Forward(plane, real, imaginary);
            Span<float> spectrum = gradient.Slice(2 * channel * _plane, 2 * _plane);
            for (int i = 0; i < _plane; i++)
            {
                int column = i % _columns;
                double count = column == 0 || (_fourier.Width % 2 == 0 && column == _columns - 1) ? 1 : 2;
                double factor = _scale[i] * count / (4.0 * _positions);
                spectrum[2 * i] = (float)(factor * real[i]);
                spectrum[2 * i + 1] = (float)(factor * imaginary[i]);
            }
        }
    }

    private void Mix(double[] matrix, double[][] planes, int row, double[] mixed)
    {
        Array.Clear(mixed);
        for (int channel = 0; channel < _channels; channel++)
        {
            double weight = matrix[row * _channels + channel];
            double[] plane = planes[channel];
            for (int i = 0; i < mixed.Length; i++)
                mixed[i] += weight * plane[i];
        }
    }

    private int InputOf(int channel) => _isBgr ? 2 - channel : channel;

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
