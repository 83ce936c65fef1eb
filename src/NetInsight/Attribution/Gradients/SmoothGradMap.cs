using NetInsight.Attribution;

namespace NetInsight;

/// <summary>The result of <see cref="SmoothGrad"/>: a statistic of the gradients at noisy copies of an image. Immutable.</summary>
public sealed class SmoothGradMap : AttributionMap
{
    internal SmoothGradMap(
        AttributedInput input,
        ExplainedTarget target,
        Tensor values,
        Tensor disturbed,
        SmoothGradOptions options,
        double deviation,
        double error,
        string text)
        : base(input, target, values, disturbed, options.Reduction, TextOf(target, options, text)) =>
        (Statistic, Samples, NoiseDeviation, RelativeError) = (options.Statistic, options.Samples, deviation, error);

    /// <summary>What was computed of the gradients.</summary>
    public SmoothGradStatistic Statistic { get; }

    /// <summary>The number of noisy images.</summary>
    public int Samples { get; }

    /// <summary>The noise's standard deviation, in units of the preprocessed input.</summary>
    public double NoiseDeviation { get; }

    /// <summary>
    /// The error bar of the mean gradient: the root mean square, over all elements, of its standard error, divided by that of the mean; 1
    /// where the mean is no larger than its error. It falls with the square root of the number of samples. NaN with one sample.
    /// </summary>
    public double RelativeError { get; }

    private static AttributionText TextOf(ExplainedTarget target, SmoothGradOptions options, string remarks)
    {
        bool isMean = options.Statistic == SmoothGradStatistic.Mean;
        string statistic = options.Statistic switch
        {
            SmoothGradStatistic.Mean => "SmoothGrad: the mean of gradients",
            SmoothGradStatistic.MeanSquare => "SmoothGrad-Squared: the mean square of gradients",
            _ => "VarGrad: the variance of gradients",
        };
        string unit = $"{target.Unit} for each unit of the preprocessed input";
        return new AttributionText(
            $"{statistic} of {target} with respect to the network's input at {options.Samples} noisy copies of it",
            isMean ? "the target grows where the input grows" : "the gradient is large",
            isMean ? "the target falls where the input grows" : "none is",
            isMean ? unit : $"square of ({unit})")
        {
            Remarks = remarks,
        };
    }
}
