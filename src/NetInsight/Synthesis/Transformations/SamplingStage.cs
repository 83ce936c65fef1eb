namespace NetInsight.Synthesis.Transformations;

/// <summary>
/// The image seen through an affine map: bilinear interpolation between four pixels; what lies outside the image has a background colour.
/// Shifts by whole pixels are exact.
/// </summary>
internal sealed class SamplingStage : ImageStage
{
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
        Tap[] taps = _taps ??= Taps();
        int positions = Height * Width, source = _sourceHeight * _sourceWidth;
        for (int channel = 0; channel < _background.Length; channel++)
        {
            ReadOnlySpan<float> x = image.Slice(channel * source, source);
            Span<float> y = result.Slice(channel * positions, positions);
            float background = _background[channel];
            for (int i = 0; i < taps.Length; i++)
            {
                ref readonly Tap tap = ref taps[i];
                float sum = tap.W00 * x[tap.P00] + tap.W01 * x[tap.P01] + tap.W10 * x[tap.P10] + tap.W11 * x[tap.P11];
                y[i] = tap.Outside == 0 ? sum : sum + tap.Outside * background;
            }
        }
    }

    /// <inheritdoc/>
    public override void Adjoint(ReadOnlySpan<float> gradient, Span<float> result)
    {
        Tap[] taps = _taps ??= Taps();
        int positions = Height * Width, source = _sourceHeight * _sourceWidth;
        result.Clear();
        for (int channel = 0; channel < _background.Length; channel++)
        {
            ReadOnlySpan<float> dy = gradient.Slice(channel * positions, positions);
            Span<float> dx = result.Slice(channel * source, source);
            for (int i = 0; i < taps.Length; i++)
            {
                ref readonly Tap tap = ref taps[i];
                dx[tap.P00] += tap.W00 * dy[i];
                dx[tap.P01] += tap.W01 * dy[i];
                dx[tap.P10] += tap.W10 * dy[i];
                dx[tap.P11] += tap.W11 * dy[i];
            }
        }
    }

    private Tap[] Taps()
    {
        Tap[] taps = new Tap[Height * Width];
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                double y = Map.A * row + Map.B * column + Map.C, x = Map.D * row + Map.E * column + Map.F;
                taps[row * Width + column] = TapAt(Snapped(y), Snapped(x));
            }
        }

        return taps;
    }

    private Tap TapAt(double y, double x)
    {
        double top = Math.Floor(y), left = Math.Floor(x), down = y - top, right = x - left;
        (int p00, double w00) = Pixel(top, left, (1 - down) * (1 - right));
        (int p01, double w01) = Pixel(top, left + 1, (1 - down) * right);
        (int p10, double w10) = Pixel(top + 1, left, down * (1 - right));
        (int p11, double w11) = Pixel(top + 1, left + 1, down * right);
        double outside = Math.Max(1 - w00 - w01 - w10 - w11, 0);
        return new Tap(
            p00, p01, p10, p11, (float)w00, (float)w01, (float)w10, (float)w11, outside < 1e-9 ? 0 : (float)outside);
    }

    /// <summary>A pixel and its weight; of one outside the weight is 0.</summary>
    private (int Position, double Weight) Pixel(double row, double column, double weight) =>
        weight > 0 && row >= 0 && row < _sourceHeight && column >= 0 && column < _sourceWidth
            ? ((int)row * _sourceWidth + (int)column, weight)
            : (0, 0);

    /// <summary>A coordinate; within rounding of a whole pixel that one.</summary>
    private static double Snapped(double coordinate) =>
        Math.Abs(coordinate - Math.Round(coordinate)) < 1e-9 ? Math.Round(coordinate) : coordinate;

    private readonly record struct Tap(
        int P00, int P01, int P10, int P11, float W00, float W01, float W10, float W11, float Outside);
}
