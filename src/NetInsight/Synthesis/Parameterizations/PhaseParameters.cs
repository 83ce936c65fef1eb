using NetInsight.Kernels.Embedding;

namespace NetInsight.Synthesis.Parameterizations;

/// <summary>
/// The phases of an image's spectrum, [channels, H, W / 2 + 1]; magnitudes stay (MaCo, Fel et al. 2023). Colours are RGB until the end,
/// where they are in the order of the network's input.
/// </summary>
/// <remarks>
/// <code>
///   phase -> standardised -> magnitude (cos, sin) -> irfft2 -> standardised over all colours -> color matrix -> sigmoid -> black to white
/// </code>
/// Standardised: less the mean, divided by the standard deviation, as in the authors' Xplique. Of the phases this lowers the effective rate
/// as they spread, which is why a rate of 1 converges.
/// </remarks>
internal sealed class PhaseParameters : ImageParameters
{
    private readonly int _channels;
    private readonly int _positions;
    private readonly int _plane;
    private readonly int _columns;
    private readonly double[][] _magnitudes;
    private readonly double[] _matrix, _transposed;
    private readonly double _deviation;
    private readonly PixelRange _range;
    private readonly bool _isBgr;
    private readonly RealFourier _fourier;

    /// <summary>For images of a size.</summary>
    public PhaseParameters(int height, int width, PixelRange range, PhaseParameterization options, bool isBgr)
    {
        (_channels, _positions, _columns) = (range.Channels, height * width, width / 2 + 1);
        (_plane, _deviation, _range, _isBgr) = (height * _columns, options.Deviation, range, isBgr);
        if (_positions < 2)
            throw new ArgumentException("An image of one pixel has no phase.");
        _fourier = new RealFourier(height, width);
        _magnitudes = [.. Enumerable.Range(0, _channels).Select(channel => options.Magnitude.For(channel, height, width))];
        _matrix = _channels == 3 ? ColorDecorrelation.Matrix : ColorDecorrelation.Identity(_channels);
        _transposed = ColorDecorrelation.Transposed(_matrix, _channels);
    }

    /// <inheritdoc/>
    public override int Count => _channels * _plane;

    /// <inheritdoc/>
    public override void Start(Span<float> parameters, ref Pcg32 random)
    {
        foreach (ref float value in parameters)
            value = (float)(_deviation * random.NextNormal());
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<float> image, Span<float> parameters) => throw new ArgumentException(
        "A parameterization by phases alone cannot start from an image: other magnitudes than the given ones are not representable. Leave "
        + "out the start, or use Fourier or Pixels.");

    /// <inheritdoc/>
    public override void Image(ReadOnlySpan<float> parameters, Span<float> image)
    {
        double[][] colors = Colors(Doubles(parameters));
        for (int channel = 0; channel < _channels; channel++)
        {
            int input = _isBgr ? 2 - channel : channel;
            for (int i = 0; i < _positions; i++)
                image[input * _positions + i] = _range.At(input, 1 / (1 + Math.Exp(-colors[channel][i])));
        }
    }

    /// <inheritdoc/>
    public override void Gradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> image, ReadOnlySpan<float> imageGradient, Span<float> gradient)
    {
        double[][] colors = new double[_channels][];
        for (int channel = 0; channel < _channels; channel++)
        {
            int input = _isBgr ? 2 - channel : channel;
            colors[channel] = new double[_positions];
            for (int i = 0; i < _positions; i++)
            {
                double level = _range.LevelOf(input, image[input * _positions + i]);
                colors[channel][i] = imageGradient[input * _positions + i] * (double)_range.Extent(input) * level * (1 - level);
            }
        }

        double[] result = Adjoint(Doubles(parameters), colors);
        for (int i = 0; i < result.Length; i++)
            gradient[i] = (float)result[i];
    }

    /// <summary>The image before the sigmoid, [channels][H W], RGB.</summary>
    public double[][] Colors(double[] parameters) =>
        Mixed(_matrix, Planes(new Standardization(parameters).Values).Values);

    /// <summary>From the gradient of <see cref="Colors"/> to that of the parameters.</summary>
    public double[] Adjoint(double[] parameters, double[][] colors)
    {
        Standardization phases = new(parameters), image = Planes(phases.Values);
        double[] planes = image.Adjoint(Joined(Mixed(_transposed, Joined(colors))));
        double[] gradient = new double[Count], real = new double[_plane], imaginary = new double[_plane];
        for (int channel = 0; channel < _channels; channel++)
        {
            _fourier.Forward(planes[(channel * _positions)..((channel + 1) * _positions)], real, imaginary);
            for (int i = 0; i < _plane; i++)
            {
                int column = i % _columns;
                double count = column == 0 || (_fourier.Width % 2 == 0 && column == _columns - 1) ? 1 : 2;
                (double sine, double cosine) = Math.SinCos(phases.Values[channel * _plane + i]);
                gradient[channel * _plane + i] = count * _magnitudes[channel][i] * (cosine * imaginary[i] - sine * real[i]);
            }
        }

        return phases.Adjoint(gradient);
    }

    /// <summary>The image of standardised phases before its colours are mixed, all planes one after the other.</summary>
    private Standardization Planes(double[] phases)
    {
        double[] planes = new double[_channels * _positions], plane = new double[_positions];
        double[] real = new double[_plane], imaginary = new double[_plane];
        for (int channel = 0; channel < _channels; channel++)
        {
            for (int i = 0; i < _plane; i++)
            {
                (double sine, double cosine) = Math.SinCos(phases[channel * _plane + i]);
                (real[i], imaginary[i]) = (_magnitudes[channel][i] * cosine, _magnitudes[channel][i] * sine);
            }

            _fourier.Inverse(real, imaginary, plane);
            plane.CopyTo(planes, channel * _positions);
        }

        return new Standardization(planes);
    }

    /// <summary>All planes one after the other.</summary>
    private double[] Joined(double[][] planes)
    {
        double[] joined = new double[_channels * _positions];
        for (int channel = 0; channel < _channels; channel++)
            planes[channel].CopyTo(joined, channel * _positions);
        return joined;
    }

    private double[][] Mixed(double[] matrix, double[] planes)
    {
        double[][] mixed = new double[_channels][];
        for (int row = 0; row < _channels; row++)
        {
            mixed[row] = new double[_positions];
            for (int channel = 0; channel < _channels; channel++)
            {
                double weight = matrix[row * _channels + channel];
                for (int i = 0; i < _positions; i++)
                    mixed[row][i] += weight * planes[channel * _positions + i];
            }
        }

        return mixed;
    }

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        double[] doubles = new double[values.Length];
        for (int i = 0; i < doubles.Length; i++)
            doubles[i] = values[i];
        return doubles;
    }
}
