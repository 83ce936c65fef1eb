namespace NetInsight.Evaluation.Choices;

/// <summary>Mean and squared deviations of each pixel over maps, in double, by Welford's recurrence: no map is kept.</summary>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
internal sealed class StabilitySums(int height, int width)
{
    private readonly int[] _counts = new int[height * width];
    private readonly double[] _means = new double[height * width], _squares = new double[height * width];

    /// <summary>The largest floor of rounding or sampling of a map.</summary>
    public double Floor { get; private set; }

    /// <summary>The number of maps.</summary>
    public int Count { get; private set; }

    /// <summary>The number of maps that showed no evidence.</summary>
    public int EmptyCount { get; private set; }

    /// <summary>Adds a map about its neutral value.</summary>
    /// <param name="map">The map, of the image moved by a shift.</param>
    /// <param name="rows">How far down the image was moved.</param>
    /// <param name="columns">How far to the right it was moved.</param>
    /// <param name="normalizes">Whether values are divided by the largest magnitude.</param>
    public void Add(Heatmap map, int rows, int columns, bool normalizes)
    {
        ReadOnlySpan<float> values = map.Values;
        ColorScale range = ColorScale.Of(values);
        double largest = Math.Max(range.Maximum - map.Neutral, map.Neutral - range.Minimum);
        double factor = normalizes && largest > 0 ? 1 / largest : 1;
        Count++;
        EmptyCount += map.IsWithinRounding || largest == 0 ? 1 : 0;
        Floor = Math.Max(Floor, factor * map.RoundingFloor);
        for (int i = 0; i < _means.Length; i++)
        {
            int row = i / width + rows, column = i % width + columns;
            if ((uint)row >= (uint)height || (uint)column >= (uint)width)
                continue;
            double value = factor * (values[row * width + column] - map.Neutral);
            if (!double.IsFinite(value))
                continue;
            double before = value - _means[i];
            _means[i] += before / ++_counts[i];
            _squares[i] += before * (value - _means[i]);
        }
    }

    /// <summary>The mean of each pixel; NaN where no map has a value.</summary>
    public float[] Means() => [.. _means.Select((mean, i) => _counts[i] == 0 ? float.NaN : (float)mean)];

    /// <summary>The standard deviation of each pixel's sample; NaN where fewer than two maps have a value.</summary>
    public float[] Deviations() =>
        [.. _squares.Select((square, i) => _counts[i] < 2 ? float.NaN : (float)Math.Sqrt(square / (_counts[i] - 1)))];
}
