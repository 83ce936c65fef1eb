using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Attribution.Perturbation;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The result of <see cref="Rise"/>: the mean score of the images that show a pixel, with its standard error. Immutable.</summary>
/// <remarks>
/// <see cref="AttributionMap.Values"/> is 1 x 1 x height x width, in the target's unit. Values are means of scores and no differences: what
/// tells is how far a pixel is from <see cref="MeanScore"/>, about which the colours lie.
/// </remarks>
public sealed class RiseMap : AttributionMap
{
    /// <summary>
    /// A map shows evidence where its largest distance from the mean score is more than so many mean standard errors, if these are known
    /// well: of 49 cells without an influence the largest lies about 2.5 away.
    /// </summary>
    private const double Significant = 3;

    internal RiseMap(
        AttributedInput input, ExplainedTarget target, RiseOptions options, double meanScore, RiseSums sums, double rounding)
        : this(input, target, options, meanScore, rounding, options.Normalization == RiseNormalization.Published
            ? sums.Published(options.Masks, options.ShownProbability)
            : sums.OverSumOfMasks(options.Masks))
    {
    }

    private RiseMap(
        AttributedInput input, ExplainedTarget target, RiseOptions options, double meanScore, double rounding,
        (float[] Values, float[] Errors) result)
        : base(
            input,
            target,
            new Tensor(new Shape(1, 1, input.Height, input.Width), result.Values),
            Draw(input, target, options, meanScore, result.Values, result.Errors),
            Math.Max(SamplingFloor(result.Errors, options.Masks), rounding),
            isSampled: SamplingFloor(result.Errors, options.Masks) > rounding)
    {
        StandardErrors = new Tensor(Values.Shape, result.Errors);
        (MeanStandardError, LargestStandardError) = Summary(result.Errors);
        (MaskCount, MeanScore) = (options.Masks, meanScore);
    }

    /// <summary>The number of masks.</summary>
    public int MaskCount { get; }

    /// <summary>The mean of the target over all masked images: the value of a pixel that plays no part.</summary>
    public double MeanScore { get; }

    /// <summary>
    /// The standard error of each value, 1 x 1 x height x width, in the target's unit: by how much values differ, typically, if other masks
    /// are drawn. It falls with the square root of the number of masks. Errors of neighbouring pixels, which most masks show together, are
    /// alike.
    /// </summary>
    public Tensor StandardErrors { get; }

    /// <summary>The mean of <see cref="StandardErrors"/>; NaN where there is none.</summary>
    public double MeanStandardError { get; }

    /// <summary>The largest of <see cref="StandardErrors"/>; NaN where there is none.</summary>
    public double LargestStandardError { get; }

    private static Heatmap Draw(
        AttributedInput input, ExplainedTarget target, RiseOptions options, double meanScore, float[] values, float[] errors)
    {
        ColorScale range = ColorScale.Of(values);
        double extent = double.IsFinite(meanScore) && values.Any(float.IsFinite)
            ? Math.Max(Math.Abs(range.Minimum - meanScore), Math.Abs(range.Maximum - meanScore))
            : 0;
        ColorScale scale = double.IsFinite(meanScore) ? new ColorScale(meanScore - extent, meanScore + extent) : default;
        (double mean, double largest) = Summary(errors);
        string divisor = options.Normalization == RiseNormalization.Published
            ? "divided by the number of masks times the probability of being shown"
            : "divided by the pixel's sum of masks";
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"RISE of {target}: its mean over images that show the pixel, by {options.Masks:N0} random masks of "
            + $"{options.Cells} x {options.Cells} cells, each shown with probability {options.ShownProbability:0.###} "
            + $"(seed {options.Seed}): sum of score times mask, {divisor}. Hidden pixels are filled with {options.Fill.Description}. "
            + $"Colours lie about {Digits.Of(meanScore)}, the mean over all masks. "
            + $"Above it (red): the target is larger where the pixel is shown; below it (blue): it is smaller. Unit: {target.Unit}. "
            + $"Standard error: {Digits.Of(mean)} on average, at most {Digits.Of(largest)}. "
            + $"Colours: {Digits.Of(scale.Minimum)} to {Digits.Of(scale.Maximum)}.");
        Heatmap map = new(input.Height, input.Width, values, text, Colormap.RedBlue, scale);
        return double.IsFinite(meanScore) ? map.WithNeutral(meanScore) : map;
    }

    /// <summary>
    /// Three standard errors, and more where few masks tell little of these: Student's t for three normal deviations, to first order
    /// z + (z^3 + z) / 4 (N - 1).
    /// </summary>
    private static double SamplingFloor(float[] errors, int masks)
    {
        double mean = Summary(errors).Mean, cube = Significant * Significant * Significant;
        return double.IsFinite(mean) ? mean * (Significant + (cube + Significant) / (4 * (masks - 1))) : 0;
    }

    private static (double Mean, double Largest) Summary(float[] errors)
    {
        double sum = 0, largest = double.NaN;
        int count = 0;
        foreach (float error in errors)
        {
            if (!float.IsFinite(error))
                continue;
            (sum, count) = (sum + error, count + 1);
            largest = double.IsNaN(largest) ? error : Math.Max(largest, error);
        }

        return (count == 0 ? double.NaN : sum / count, largest);
    }
}
