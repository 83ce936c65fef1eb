using System.Collections.Immutable;
using NetInsight.Attribution;

namespace NetInsight;

/// <summary>
/// The result of <see cref="IntegratedGradients"/>: the contribution of each element of the input to the target's change from the baseline
/// to the image, the mean over the baselines. Immutable.
/// </summary>
public sealed class IntegratedGradientsMap : AttributionMap
{
    internal IntegratedGradientsMap(
        AttributedInput input,
        ExplainedTarget target,
        Tensor values,
        Tensor disturbed,
        ImmutableArray<PathBaseline> baselines,
        IntegratedGradientsOptions options)
        : base(input, target, values, disturbed, options.Reduction, TextOf(target, baselines, options)) =>
        (Baselines, Steps, Quadrature) = (baselines, options.Steps, options.Quadrature);

    /// <summary>The baselines, each with the target's value there and its own completeness gap.</summary>
    public ImmutableArray<PathBaseline> Baselines { get; }

    /// <summary>The gradients along each path.</summary>
    public int Steps { get; }

    /// <summary>Where they lie.</summary>
    public PathQuadrature Quadrature { get; }

    /// <summary>
    /// The sum of the attributions less what they explain, the target's value for the image less that at the baseline (of several, the
    /// mean): the error of the integral, in the target's units. It falls with more <see cref="IntegratedGradientsOptions.Steps"/>.
    /// </summary>
    public double CompletenessGap => Baselines.Average(path => path.CompletenessGap);

    /// <summary>
    /// The magnitude of <see cref="CompletenessGap"/> as a share of the difference that is explained; NaN or infinite where that is 0.
    /// </summary>
    public double RelativeGap => Math.Abs(CompletenessGap / Baselines.Average(path => path.Difference));

    private static AttributionText TextOf(
        ExplainedTarget target, ImmutableArray<PathBaseline> baselines, IntegratedGradientsOptions options)
    {
        string fills = baselines is [var only]
            ? only.Fill.Description
            : $"{baselines.Length} baselines ({string.Join("; ", baselines.Select(path => path.Fill.Description))}), their mean";
        double sum = baselines.Average(path => path.Sum), difference = baselines.Average(path => path.Difference);
        return new AttributionText(
            $"Integrated gradients of {target} from {fills}: (input - baseline) times the mean gradient at {options.Steps} steps of the "
            + $"line between them ({(options.Quadrature == PathQuadrature.Adaptive ? "denser where it changes most" : "Gauss-Legendre")})",
            "the element raises the target against the baseline",
            "it lowers the target",
            target.Unit)
        {
            Remarks = AttributionTexts.Remark(sum, difference, "more steps"),
        };
    }
}
