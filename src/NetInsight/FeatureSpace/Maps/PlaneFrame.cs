namespace NetInsight.FeatureSpace.Maps;

/// <summary>Where points of the plane lie in an image: scaled alike in both directions, in the middle, within a margin, the second coordinate upwards.</summary>
internal sealed class PlaneFrame
{
    private readonly double _scale, _left, _top;

    /// <summary>Fits points into an image.</summary>
    public PlaneFrame(Tensor points, int height, int width, double margin)
    {
        double lowX = double.MaxValue, highX = double.MinValue, lowY = double.MaxValue, highY = double.MinValue;
        ReadOnlySpan<float> values = points.AsSpan();
        for (int i = 0; i < values.Length; i += 2)
        {
            (lowX, highX) = (Math.Min(lowX, values[i]), Math.Max(highX, values[i]));
            (lowY, highY) = (Math.Min(lowY, values[i + 1]), Math.Max(highY, values[i + 1]));
        }

        double spanX = highX - lowX, spanY = highY - lowY, across = Math.Max(width - 1 - 2 * margin, 0), down = Math.Max(height - 1 - 2 * margin, 0);
        _scale = Math.Min(spanX > 0 ? across / spanX : double.MaxValue, spanY > 0 ? down / spanY : double.MaxValue);
        if (_scale == double.MaxValue)
            _scale = 0;
        _left = (width - 1) / 2.0 - _scale * (lowX + highX) / 2;
        _top = (height - 1) / 2.0 + _scale * (lowY + highY) / 2;
    }

    /// <summary>The place of a point in pixels; whole numbers are the middles of pixels.</summary>
    public (double X, double Y) At(float x, float y) => (_left + _scale * x, _top - _scale * y);
}
