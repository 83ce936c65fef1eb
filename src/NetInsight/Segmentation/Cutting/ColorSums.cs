namespace NetInsight.Segmentation.Cutting;

/// <summary>Count, sums and sums of products of colours, in integers: their order does not matter.</summary>
internal struct ColorSums
{
    private long _red, _green, _blue, _redRed, _redGreen, _redBlue, _greenGreen, _greenBlue, _blueBlue;

    /// <summary>The number of colours.</summary>
    public long Count { get; private set; }

    /// <summary>The mean.</summary>
    public readonly ColorVector Mean => new(_red / (double)Count, _green / (double)Count, _blue / (double)Count);

    /// <summary>The covariance, divided by the count.</summary>
    public readonly ColorMatrix Covariance
    {
        get
        {
            ColorVector mean = Mean;
            double count = Count;
            return new ColorMatrix(
                _redRed / count - mean.Red * mean.Red,
                _redGreen / count - mean.Red * mean.Green,
                _redBlue / count - mean.Red * mean.Blue,
                _greenGreen / count - mean.Green * mean.Green,
                _greenBlue / count - mean.Green * mean.Blue,
                _blueBlue / count - mean.Blue * mean.Blue);
        }
    }

    /// <summary>Adds a colour.</summary>
    public void Add(int red, int green, int blue)
    {
        Count++;
        _red += red;
        _green += green;
        _blue += blue;
        _redRed += red * red;
        _redGreen += red * green;
        _redBlue += red * blue;
        _greenGreen += green * green;
        _greenBlue += green * blue;
        _blueBlue += blue * blue;
    }
}
