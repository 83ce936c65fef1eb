using System.Buffers;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Synthesis.Transformations;

/// <summary>
/// The image seen through an affine map: bilinear interpolation between four pixels; what lies outside the image has a background colour.
/// Shifts by whole pixels are exact.
/// </summary>
internal sealed class SamplingStage : ImageStage
{
    private const double Rounding = 1e-9;

    private readonly int _sourceHeight;
    private readonly int _sourceWidth;
    private readonly float[] _background;
    private Tap[]? _taps;

    /// <summary>A stage.</summary>
    /// <param name="sourceHeight">Rows of the image.</param>
    /// <param name="sourceWidth">Columns of the image.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="map">Where each position of the result comes from.</param>
    /// <param name="background">The colour outside, one value a channel.</param>
    public SamplingStage(int sourceHeight, int sourceWidth, int height, int width, AffineMap map, float[] background)
    {
        (_sourceHeight, _sourceWidth, Height, Width, Map, _background) = (sourceHeight, sourceWidth, height, width, map, background);
    }

    /// <summary>Where each position of the result comes from.</summary>
    public AffineMap Map { get; }

    /// <inheritdoc/>
    public override int Height { get; }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <summary>This stage, then another map, as one: the image is sampled once.</summary>
    public SamplingStage Then(int height, int width, AffineMap map) =>
        new(_sourceHeight, _sourceWidth, height, width, Map.After(map), _background);

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> image, Span<float> result)
    {
        ReadOnlySpan<Tap> taps = Taps();
        int positions = Height * Width, source = _sourceHeight * _sourceWidth;
        for (int channel = 0; channel < _background.Length; channel++)
        {
            ReadOnlySpan<float> x = image.Slice(channel * source, source);
            Span<float> y = result.Slice(channel * positions, positions);
            float background = _background[channel];
            for (int i = 0; i < taps.Length; i++)
            {
                ref readonly Tap tap = ref taps[i];
                ReadOnlySpan<float> window = x.Slice(tap.Position, Down + Right + 1);
                float sum = tap.W00 * window[0] + tap.W01 * window[Right] + tap.W10 * window[Down] + tap.W11 * window[Down + Right];
                y[i] = tap.Outside == 0 ? sum : sum + tap.Outside * background;
            }
        }
    }

    /// <inheritdoc/>
    public override void Adjoint(ReadOnlySpan<float> gradient, Span<float> result)
    {
        ReadOnlySpan<Tap> taps = Taps();
        int positions = Height * Width, source = _sourceHeight * _sourceWidth;
        result.Clear();
        for (int channel = 0; channel < _background.Length; channel++)
        {
            ReadOnlySpan<float> dy = gradient.Slice(channel * positions, positions);
            Span<float> dx = result.Slice(channel * source, source);
            for (int i = 0; i < taps.Length; i++)
            {
                ref readonly Tap tap = ref taps[i];
                Span<float> window = dx.Slice(tap.Position, Down + Right + 1);
                window[0] += tap.W00 * dy[i];
                window[Right] += tap.W01 * dy[i];
                window[Down] += tap.W10 * dy[i];
                window[Down + Right] += tap.W11 * dy[i];
            }
        }
    }

    /// <summary>From a pixel to that below it; 0 in an image of one row.</summary>
    private int Down => _sourceHeight > 1 ? _sourceWidth : 0;

    /// <summary>From a pixel to that beside it; 0 in an image of one column.</summary>
    private int Right => _sourceWidth > 1 ? 1 : 0;

    /// <inheritdoc/>
    public override void Prepare(CpuDevice device)
    {
        Tap[] taps = _taps ??= ArrayPool<Tap>.Shared.Rent(Height * Width);
        device.For(Height, 4 * Width, row =>
        {
            double y = Map.A * row + Map.C, x = Map.D * row + Map.F;
            for (int column = 0; column < Width; column++)
                taps[row * Width + column] = TapAt(y + Map.B * column, x + Map.E * column);
        });
    }

    /// <inheritdoc/>
    public override void Release()
    {
        if (_taps is not null)
            ArrayPool<Tap>.Shared.Return(_taps);
        _taps = null;
    }

    private ReadOnlySpan<Tap> Taps()
    {
        if (_taps is null)
            Prepare(new CpuDevice(1));
        return _taps.AsSpan(0, Height * Width);
    }

    private Tap TapAt(double y, double x)
    {
        (int top, double upper, double lower) = Between(y, _sourceHeight);
        (int left, double near, double far) = Between(x, _sourceWidth);
        double outside = 1 - (upper + lower) * (near + far);
        return new Tap(
            top * _sourceWidth + left,
            (float)(upper * near), (float)(upper * far), (float)(lower * near), (float)(lower * far),
            outside < 1e-9 ? 0 : (float)outside);
    }

    /// <summary>
    /// The first of two neighbours and the weights of both; one outside has none. Within rounding of a whole pixel it is that one alone.
    /// </summary>
    private static (int First, double Weight, double Next) Between(double coordinate, int extent)
    {
        double whole = Math.Floor(coordinate + Rounding), share = coordinate - whole;
        if (share < Rounding)
            share = 0;
        if (whole >= 0 && whole < extent - 1)
            return ((int)whole, 1 - share, share);
        if (whole == -1)
            return (0, share, 0);                                       // the next one is pixel 0
        return whole == extent - 1 ? extent > 1 ? (extent - 2, 0, 1 - share) : (0, 1 - share, 0) : (0, 0, 0);
    }

    /// <summary>The first pixel of two by two, their weights row by row, and that of the background.</summary>
    private readonly record struct Tap(int Position, float W00, float W01, float W10, float W11, float Outside);
}
