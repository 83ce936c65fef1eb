using System.Buffers;
using System.Numerics;
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
    private const int Parts = 4;                     // of each plane, for threads
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
    private readonly double[] _transposed;
    private readonly double[] _inverseScale;         // scale / (4 HW)
    private readonly double[] _adjointScale;         // times c
    private double[][]? _planes;                     // room for every step, made when it is first needed
    private double[][]? _colors;
    private float[]? _spectrum;
    private float[]? _pixels;
    private float[]? _falls;

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
        _transposed = ColorDecorrelation.Transposed(_matrix, _channels);
        _inverseScale = [.. _scale.Select(value => value / (4.0 * _positions))];
        _adjointScale = [.. _inverseScale.Select((value, i) =>
            i % _columns == 0 || (width % 2 == 0 && i % _columns == _columns - 1) ? value : 2 * value)];
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
            Mix(_inverse, levels, channel, 0, _positions, plane);
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
        float[] levels = _pixels ??= new float[_channels * _positions];
        Device.For(_channels * Parts, _positions / Parts, index =>
        {
            (int channel, int start, int end) = PartOf(index);
            int input = InputOf(channel);
            ReadOnlySpan<double> values = colors[channel].AsSpan(start, end - start);
            Sigmoid(values, _range.At(input, 0), _range.Extent(input), levels.AsSpan(input * _positions + start, end - start));
        });
        levels.CopyTo(image);
    }

    /// <inheritdoc/>
    public override void Gradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> image, ReadOnlySpan<float> imageGradient, Span<float> gradient)
    {
        double[][] colors = _planes ??= Planes();
        float[] pixels = _pixels ??= new float[_channels * _positions], falls = _falls ??= new float[_channels * _positions];
        image.CopyTo(pixels);
        imageGradient.CopyTo(falls);
        Device.For(_channels * Parts, _positions / Parts, index =>
        {
            (int channel, int start, int end) = PartOf(index);
            int input = InputOf(channel);
            double black = _range.At(input, 0), extent = _range.Extent(input), inverse = 1 / extent;
            double[] color = colors[channel];
            for (int i = start; i < end; i++)
            {
                double level = (pixels[input * _positions + i] - black) * inverse;
                color[i] = falls[input * _positions + i] * extent * level * (1 - level);
            }
        });
        Adjoint(colors, gradient);
    }

    /// <summary>The image before the sigmoid, [channels][H W], RGB; the arrays are written anew by the next call.</summary>
    public double[][] Colors(ReadOnlySpan<float> parameters)
    {
        float[] spectrum = _spectrum ??= new float[Count];
        parameters.CopyTo(spectrum);
        double[][] planes = _planes ??= Planes(), colors = _colors ??= Planes();
        Device.For(_channels, 20 * _positions, channel =>
        {
            double[] real = ArrayPool<double>.Shared.Rent(_plane), imaginary = ArrayPool<double>.Shared.Rent(_plane);
            ReadOnlySpan<float> own = spectrum.AsSpan(2 * channel * _plane, 2 * _plane);
            for (int i = 0; i < _plane; i++)
                (real[i], imaginary[i]) = (own[2 * i] * _inverseScale[i], own[2 * i + 1] * _inverseScale[i]);
            _fourier.Inverse(real, imaginary, planes[channel]);
            ArrayPool<double>.Shared.Return(real);
            ArrayPool<double>.Shared.Return(imaginary);
        });
        Device.For(_channels * Parts, _positions / Parts, index =>
        {
            (int channel, int start, int end) = PartOf(index);
            Mix(_matrix, planes, channel, start, end, colors[channel]);
        });
        return colors;
    }

    /// <summary>From the gradient of <see cref="Colors"/> to that of the spectrum.</summary>
    public void Adjoint(double[][] colors, Span<float> gradient)
    {
        float[] spectrum = _spectrum ??= new float[Count];
        Device.For(_channels, 20 * _positions, channel =>
        {
            double[] plane = ArrayPool<double>.Shared.Rent(_positions);
            double[] real = ArrayPool<double>.Shared.Rent(_plane), imaginary = ArrayPool<double>.Shared.Rent(_plane);
            Mix(_transposed, colors, channel, 0, _positions, plane);
            _fourier.Forward(plane, real, imaginary);
            Span<float> own = spectrum.AsSpan(2 * channel * _plane, 2 * _plane);
            for (int i = 0; i < _plane; i++)
                (own[2 * i], own[2 * i + 1]) = ((float)(_adjointScale[i] * real[i]), (float)(_adjointScale[i] * imaginary[i]));
            foreach (double[] array in new[] { plane, real, imaginary })
                ArrayPool<double>.Shared.Return(array);
        });
        spectrum.CopyTo(gradient);
    }

    /// <summary>Elements of a mixed colour: a row of the matrix times the planes.</summary>
    private void Mix(double[] matrix, double[][] planes, int row, int start, int end, double[] mixed)
    {
        mixed.AsSpan(start, end - start).Clear();
        for (int channel = 0; channel < _channels; channel++)
        {
            double weight = matrix[row * _channels + channel];
            ReadOnlySpan<double> plane = planes[channel].AsSpan(start, end - start);
            Span<double> sum = mixed.AsSpan(start, end - start);
            int i = 0, lanes = Vector<double>.Count;
            for (; i <= sum.Length - lanes; i += lanes)
                (new Vector<double>(sum[i..]) + weight * new Vector<double>(plane[i..])).CopyTo(sum[i..]);
            for (; i < sum.Length; i++)
                sum[i] += weight * plane[i];
        }
    }

    /// <summary>black + extent / (1 + exp(-x)) in floats; the last elements in a vector of their own, in the same operations.</summary>
    private static void Sigmoid(ReadOnlySpan<double> values, float black, float extent, Span<float> levels)
    {
        int i = 0, lanes = Vector<float>.Count, half = Vector<double>.Count;
        for (; i <= values.Length - lanes; i += lanes)
            Levels(new Vector<double>(values[i..]), new Vector<double>(values[(i + half)..])).CopyTo(levels[i..]);
        if (i == values.Length)
            return;
        Span<double> last = stackalloc double[lanes];
        Span<float> results = stackalloc float[lanes];
        last.Clear();
        values[i..].CopyTo(last);
        Levels(new Vector<double>(last), new Vector<double>(last[half..])).CopyTo(results);
        results[..(values.Length - i)].CopyTo(levels[i..]);

        Vector<float> Levels(Vector<double> first, Vector<double> second) => new Vector<float>(black)
            + new Vector<float>(extent) / (Vector<float>.One + Vector.Exp(-Vector.Narrow(first, second)));
    }

    /// <summary>A part of a plane: its channel, first and last position.</summary>
    private (int Channel, int Start, int End) PartOf(int index)
    {
        (int channel, int part) = Math.DivRem(index, Parts);
        return (channel, (int)((long)part * _positions / Parts), (int)((long)(part + 1) * _positions / Parts));
    }

    private double[][] Planes() => [.. Enumerable.Range(0, _channels).Select(_ => new double[_positions])];

    private int InputOf(int channel) => _isBgr ? 2 - channel : channel;
}
