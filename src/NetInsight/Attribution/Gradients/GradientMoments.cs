namespace NetInsight.Attribution.Gradients;

/// <summary>Mean and mean square of gradients, element by element, summed in doubles in the order in which they are added.</summary>
/// <param name="shape">The shape of a gradient.</param>
internal sealed class GradientMoments(Shape shape)
{
    private readonly double[] _sums = new double[shape.Count], _squares = new double[shape.Count];
    private int _count;

    /// <summary>Adds a gradient.</summary>
    public void Add(ReadOnlySpan<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            double value = gradient[i];
            _sums[i] += value;
            _squares[i] += value * value;
        }

        _count++;
    }

    /// <summary>The mean.</summary>
    public Tensor Mean() => Each(i => _sums[i] / _count);

    /// <summary>The mean of the squares.</summary>
    public Tensor MeanSquare() => Each(i => _squares[i] / _count);

    /// <summary>The mean of the squares less the square of the mean.</summary>
    public Tensor Variance() => Each(VarianceAt);

    /// <summary>
    /// The standard error of the mean divided by the mean, both as root mean squares over all elements; NaN with one gradient, and where
    /// all are 0.
    /// </summary>
    public double RelativeError()
    {
        double variances = 0, means = 0;
        for (int i = 0; i < _sums.Length; i++)
        {
            double mean = _sums[i] / _count;
            variances += VarianceAt(i) / (_count - 1);
            means += mean * mean;
        }

        return Math.Sqrt(variances / means);
    }

    private double VarianceAt(int i)
    {
        double mean = _sums[i] / _count;
        return Math.Max(_squares[i] / _count - mean * mean, 0);
    }

    private Tensor Each(Func<int, double> value)
    {
        Tensor result = Tensor.Uninitialized(shape);
        for (int i = 0; i < result.Count; i++)
            result.AsSpan()[i] = (float)value(i);
        return result;
    }
}
