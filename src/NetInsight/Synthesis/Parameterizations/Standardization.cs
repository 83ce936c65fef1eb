namespace NetInsight.Synthesis.Parameterizations;

/// <summary>Values less their mean, divided by their standard deviation (of the population); of equal values zeros.</summary>
internal sealed class Standardization
{
    private readonly double _deviation;

    /// <summary>Standardises values.</summary>
    public Standardization(double[] values)
    {
        double mean = values.Average();
        _deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Values = [.. values.Select(value => _deviation > 0 ? (value - mean) / _deviation : 0)];
    }

    /// <summary>The result.</summary>
    public double[] Values { get; }

    /// <summary>From the gradient g of the result y to that of the values: (g - mean g - y mean(g y)) / deviation.</summary>
    public double[] Adjoint(double[] gradient)
    {
        double mean = gradient.Average(), along = 0;
        for (int i = 0; i < gradient.Length; i++)
            along += gradient[i] * Values[i] / gradient.Length;
        double[] result = new double[gradient.Length];
        for (int i = 0; i < result.Length && _deviation > 0; i++)
            result[i] = (gradient[i] - mean - Values[i] * along) / _deviation;
        return result;
    }
}
