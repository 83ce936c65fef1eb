using NetInsight.Attribution;
using NetInsight.Attribution.Gradients;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// The result of <see cref="ExpectedGradients"/>: the expected contribution of each element of the input to the target's difference from
/// background images. Immutable.
/// </summary>
public sealed class ExpectedGradientsMap : AttributionMap
{
    internal ExpectedGradientsMap(
        AttributedInput input, ExplainedTarget target, Tensor values, Tensor disturbed, ExpectedSums sums, ChannelReduction reduction)
        : base(input, target, values, disturbed, reduction, TextOf(target, sums)) =>
        (Samples, BackgroundScore, Difference, Sum, StandardError) =
        (sums.Samples, sums.Score, target.Score - sums.Score, sums.Sum, sums.Error);

    /// <summary>The number of samples.</summary>
    public int Samples { get; }

    /// <summary>The mean of the target over the background images that were drawn, each as often as it was.</summary>
    public double BackgroundScore { get; }

    /// <summary>The target's value for the image less <see cref="BackgroundScore"/>: what the attributions explain.</summary>
    public double Difference { get; }

    /// <summary>The sum of the attributions; with infinitely many samples equal to <see cref="Difference"/>.</summary>
    public double Sum { get; }

    /// <summary><see cref="Sum"/> less <see cref="Difference"/>: a sampling error, of the size of <see cref="StandardError"/>.</summary>
    public double CompletenessGap => Sum - Difference;

    /// <summary>The standard error of <see cref="CompletenessGap"/>, from the samples' spread; NaN with one sample.</summary>
    public double StandardError { get; }

    private static AttributionText TextOf(ExplainedTarget target, ExpectedSums sums)
    {
        string images = sums.Images == 1 ? "1 background image" : $"{sums.Images} background images";
        string error = double.IsFinite(sums.Error) ? $"; standard error of the gap {Digits.Of(sums.Error)}" : "";
        return new AttributionText(
            $"Expected gradients of {target}: the mean over {sums.Samples} random positions on lines from {images} of "
            + "(input - background) times the gradient",
            "the element raises the target against the background",
            "it lowers the target",
            target.Unit)
        {
            Remarks = AttributionTexts.Remark(sums.Sum, target.Score - sums.Score, "more samples", error),
        };
    }
}
