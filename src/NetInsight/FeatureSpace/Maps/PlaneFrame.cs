namespace NetInsight.FeatureSpace.Maps;

/// <summary>Transform from the plane to pixels: one scale for both axes, centred, within a margin, the second coordinate upwards.</summary>
internal sealed class PlaneFrame
{
    private readonly double _scale, _left, _top;

    /// <summary>Fits points [points, 2] into a figure.</summary>
    public PlaneFrame(Tensor points, int height, int width, double margin)
    {
        double lowX = double.MaxValue, highX = double.MinValue, lowY = double.MaxValue, highY = double.MinValue;
        ReadOnlySpan<float> values = points.AsSpan();
        for (int i = 0; i < values.Length; i += 2)
        {
            (lowX, highX) = (Math.Min(lowX, values[i]), Math.Max(highX, values[i]));
            (lowY, highY) = (Math.Min(lowY, values[i + 1]), Math.Max(highY, values[i + 1]));
        }

        double spanX = highX - lowX, spanY = highY - lowY;
        double down = Math.Max(height - 1 - 2 * margin, 0), across = Math.Max(width - 1 - 2 * margin, 0);
        _scale = Math.Min(spanX > 0 ? across / spanX : double.MaxValue, spanY > 0 ? down / spanY : double.MaxValue);
        if (_scale == double.MaxValue)
            _scale = 0;
        _left = (width - 1) / 2.0 - _scale * (lowX + highX) / 2;
        _top = (height - 1) / 2.0 + _scale * (lowY + highY) / 2;
    }

    /// <summary>Row and column of a point in pixels; integers are the centres of pixels.</summary>
    public (double Row, double Column) At(float x, float y) => (_top - _scale * y, _left + _scale * x);
}
