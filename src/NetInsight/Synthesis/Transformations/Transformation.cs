using System.Collections.Immutable;
using NetInsight.Imaging;
using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Transformations;

namespace NetInsight;

/// <summary>
/// A random change of the image before each step, so that only what survives it is found: without any, an image of high frequencies that
/// no camera makes has the largest activation (Olah et al. 2017, "Transformation robustness").
/// </summary>
/// <remarks>
/// Each is drawn anew for every step and image from the seed. Gradients pass back through the transposed matrix. Maps by position that
/// follow each other are composed and the image is sampled once, bilinearly; what lies outside it is mid gray. After the last one the image
/// is brought to its own size again where that has changed.
/// </remarks>
public abstract record Transformation
{
    private protected Transformation()
    {
    }

    /// <summary>
    /// Lucid's: pad by 12 pixels, jitter by 8, scale by 0.9 to 1.1 in steps of 0.02, rotate by -10 to 10 degrees, jitter by 4.
    /// </summary>
    public static ImmutableArray<Transformation> Lucid { get; } =
    [
        Pad(12),
        Jitter(8, wraps: false),
        Scale([.. Enumerable.Range(-5, 11).Select(step => 1 + 0.02 * step)]),
        Rotate([.. Enumerable.Range(-10, 21).Select(degrees => (double)degrees), 0, 0, 0, 0, 0]),
        Jitter(4, wraps: false),
    ];

    /// <summary>Adds a border of mid gray.</summary>
    /// <param name="pixels">Its width on each side; from 0 to 4,096.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is outside.</exception>
    public static Transformation Pad(int pixels) => new PadTransformation(Check.Within(pixels, 0, 4096, nameof(pixels)));

    /// <summary>Moves the image by a random whole number of pixels down and right.</summary>
    /// <param name="pixels">
    /// The range: with wrapping from minus this to this, else a window that is so much smaller than the image, at a random position; from 0
    /// to 4,096.
    /// </param>
    /// <param name="wraps">Whether what leaves the image at one edge comes back at the other (a roll). Default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside.</exception>
    public static Transformation Jitter(int pixels, bool wraps = true) =>
        new JitterTransformation(Check.Within(pixels, 0, 4096, nameof(pixels)), wraps);

    /// <summary>Enlarges the image about its centre by one of several factors; its size stays.</summary>
    /// <param name="factors">The factors, each as likely as another; from 0.1 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is outside.</exception>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Transformation Scale(params IReadOnlyList<double> factors) => new ScaleTransformation(Checked(factors, 0.1, 10));

    /// <summary>Rotates the image about its centre by one of several angles, counterclockwise; its size stays.</summary>
    /// <param name="degrees">The angles, each as likely as another; from -360 to 360.</param>
    /// <exception cref="ArgumentOutOfRangeException">An angle is outside.</exception>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Transformation Rotate(params IReadOnlyList<double> degrees) => new RotateTransformation(Checked(degrees, -360, 360));

    /// <summary>
    /// Several boxes of the image, each enlarged to the image's size: the objective is the mean over all. Centres are normal around the
    /// image's, with a standard deviation of 0.15 of its sides, and boxes stay inside (Fel et al. 2023, arXiv:2306.06805, appendix).
    /// </summary>
    /// <param name="count">The number of boxes, each a run of the network; from 1 to 256.</param>
    /// <param name="least">The smallest side, as a share of the image's; above 0.</param>
    /// <param name="most">The largest side; at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside, or the largest is below the smallest.</exception>
    public static Transformation CropBoxes(int count, double least = 0.20, double most = 0.25) => new CropBoxesTransformation(
        Check.Within(count, 1, 256, nameof(count)),
        Check.Within(least, 0.01, 1, nameof(least)),
        Check.Within(most, least, 1, nameof(most)));

    /// <summary>Adds normal noise to each element.</summary>
    /// <param name="deviation">Its standard deviation as a share of the range of pixels; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative.</exception>
    public static Transformation Noise(double deviation) => new NoiseTransformation(Check.NotNegative(deviation, nameof(deviation)));

    /// <summary>How many images it makes of one.</summary>
    internal virtual int Copies => 1;

    /// <summary>Draws one and adds it to those before it.</summary>
    internal abstract void Extend(DrawnTransformation drawn, ref Pcg32 random);

    private static ImmutableArray<double> Checked(IReadOnlyList<double> values, double least, double most)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("There is no value to choose from.", nameof(values));
        foreach (double value in values)
            Check.Within(value, least, most, nameof(values));
        return [.. values];
    }
}
