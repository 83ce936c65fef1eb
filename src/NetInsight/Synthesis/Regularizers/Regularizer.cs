using NetInsight.Imaging;
using NetInsight.Synthesis.Regularizers;

namespace NetInsight;

/// <summary>
/// What keeps an image natural while it is optimised: a penalty that is subtracted from the objective, or a change of the image after a
/// step.
/// </summary>
/// <remarks>
/// Values are those of the network's input, after preprocessing: a weight that suits an input from 0 to 255 does not suit one from -2 to 2.
/// Changes after a step need a parameterization by pixels.
/// </remarks>
public abstract record Regularizer
{
    private protected Regularizer()
    {
    }

    /// <summary>Penalty: weight times the sum of squares (Simonyan et al. 2013, arXiv:1312.6034, equation 1).</summary>
    /// <param name="weight">The weight; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative.</exception>
    public static Regularizer L2(double weight) => new AlphaNormPenalty(Check.NotNegative(weight, nameof(weight)), 2);

    /// <summary>Penalty: weight times the sum of abs(x)^alpha (Mahendran and Vedaldi 2015, arXiv:1412.0035, section 2).</summary>
    /// <param name="weight">The weight; not negative.</param>
    /// <param name="alpha">The exponent; at least 1. Default 6, as there.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, or the exponent below 1.</exception>
    public static Regularizer AlphaNorm(double weight, double alpha = 6) =>
        new AlphaNormPenalty(Check.NotNegative(weight, nameof(weight)), Check.AtLeast(alpha, 1, nameof(alpha)));

    /// <summary>Penalty: weight times the sum of squared differences from an image, which keeps the result near it.</summary>
    /// <param name="weight">The weight; not negative.</param>
    /// <param name="image">An input of the network, 1 x channels x height x width, of the optimised size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative.</exception>
    /// <exception cref="ArgumentException">The image is not of that form, or an element is not finite.</exception>
    public static Regularizer SquaredDistance(double weight, Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Shape.Rank != 4 || image.Shape[0] != 1)
            throw new ArgumentException($"1 x channels x height x width is expected, but {image.Shape} is given.", nameof(image));
        foreach (float value in image.AsSpan())
        {
            if (!float.IsFinite(value))
                throw new ArgumentException($"The image holds {value}; all elements must be finite.", nameof(image));
        }

        return new DistancePenalty(Check.NotNegative(weight, nameof(weight)), image.Clone());
    }

    /// <summary>
    /// Penalty: weight times the sum of (dx^2 + dy^2)^(beta / 2) over all positions of each channel that have a neighbour to the right and
    /// one below (Mahendran and Vedaldi 2015, equation 2).
    /// </summary>
    /// <param name="weight">The weight; not negative.</param>
    /// <param name="beta">The exponent; at least 1. Default 2. At 1 the gradient where both differences are 0 is 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, or the exponent below 1.</exception>
    public static Regularizer TotalVariation(double weight, double beta = 2) =>
        new TotalVariationPenalty(Check.NotNegative(weight, nameof(weight)), Check.AtLeast(beta, 1, nameof(beta)));

    /// <summary>
    /// Penalty: weight times the sum over all pairs of neighbours, to the right and below, of their squared difference, as style transfer
    /// takes it; edges count here too.
    /// </summary>
    /// <param name="weight">The weight; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative.</exception>
    public static Regularizer SquaredDifferences(double weight) =>
        new NeighborPenalty(Check.NotNegative(weight, nameof(weight)), IsSquared: true);

    /// <summary>Penalty: as <see cref="SquaredDifferences"/>, of the differences' magnitudes.</summary>
    /// <param name="weight">The weight; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative.</exception>
    public static Regularizer AbsoluteDifferences(double weight) =>
        new NeighborPenalty(Check.NotNegative(weight, nameof(weight)), IsSquared: false);

    /// <summary>After each step the image is multiplied by 1 - rate (Yosinski et al. 2015, arXiv:1506.06579, section 3).</summary>
    /// <param name="rate">The rate; from 0 to below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside.</exception>
    public static Regularizer Decay(double rate) => new DecayChange(Check.BelowOne(rate, nameof(rate)));

    /// <summary>After every so many steps a Gaussian blur; outside the image its edge pixels repeat.</summary>
    /// <param name="sigma">The standard deviation in pixels; from above 0 to 100.</param>
    /// <param name="every">Steps from one blur to the next; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside.</exception>
    public static Regularizer Blur(double sigma, int every) =>
        new BlurChange(Check.PositiveUpTo(sigma, 100, nameof(sigma)), Check.Positive(every, nameof(every)));

    /// <summary>
    /// After each step, pixels whose norm over channels is below a percentile of all are set to 0 (Yosinski et al. 2015, section 3).
    /// </summary>
    /// <param name="percentile">From 0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The percentile is outside.</exception>
    public static Regularizer ClipSmallNorm(double percentile) =>
        new ClipChange(Check.Within(percentile, 0, 100, nameof(percentile)), IsContribution: false);

    /// <summary>
    /// After each step, pixels that contribute little to the objective are set to 0: abs of the sum over channels of x times the gradient
    /// is below a percentile of all (Yosinski et al. 2015, section 3).
    /// </summary>
    /// <param name="percentile">From 0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The percentile is outside.</exception>
    public static Regularizer ClipSmallContribution(double percentile) =>
        new ClipChange(Check.Within(percentile, 0, 100, nameof(percentile)), IsContribution: true);

    /// <summary>Whether it changes the image after a step.</summary>
    internal virtual bool ChangesImage => false;

    /// <summary>The penalty of an image, channels x height x width, whose gradient is added.</summary>
    internal virtual double Penalty(ReadOnlySpan<float> image, int height, int width, Span<float> gradient) => 0;

    /// <summary>Changes an image after a step.</summary>
    /// <param name="image">The image, channels x height x width.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="gradient">The gradient of the objective that the step followed.</param>
    /// <param name="step">Steps done, from 1.</param>
    internal virtual void Change(Span<float> image, int height, int width, ReadOnlySpan<float> gradient, int step)
    {
    }
}
