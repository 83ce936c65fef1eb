using NetInsight.Imaging;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight;

/// <summary>
/// What is optimised: the image's elements, or numbers from which it is computed. The gradient in one is the gradient in the other with
/// other lengths along each direction: which images are near, and so which are found, depends on it (Mordvintsev et al. 2018).
/// </summary>
public abstract record Parameterization
{
    private protected Parameterization()
    {
    }

    /// <summary>
    /// The elements of the network's input, after preprocessing. By default the start is mean colour (0) with noise of a tenth of the range
    /// of pixels.
    /// </summary>
    /// <param name="deviation">The standard deviation of the start, as a share of the range of pixels; not negative.</param>
    /// <param name="level">
    /// The level around which the noise lies, from 0 (black) to 1 (white); null, the default, for an input of 0, which is the mean colour
    /// where the preprocessing subtracts one.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative, or the level not from 0 to 1.</exception>
    public static Parameterization Pixels(double deviation = 0.1, double? level = null) => new PixelParameterization(
        Check.NotNegative(deviation, nameof(deviation)), level is { } given ? Check.Within(given, 0, 1, nameof(level)) : null);

    /// <summary>
    /// The image's spectrum, scaled by frequency, its colours decorrelated: image = sigmoid(M irfft2(scale * spectrum) / 4), from black to
    /// white, scale = sqrt(HW) / max(f, 1 / max(H, W))^decay. Steps of equal size then change low frequencies more, as natural images have
    /// them (Olah et al. 2017, "Preconditioning and parameterization").
    /// </summary>
    /// <param name="decay">The exponent; 0 for none. Default 1, as in Lucid; 0.85 (Xplique) and 1.5 (Horama) are also used.</param>
    /// <param name="decorrelatesColors">
    /// Whether the three channels are a rotation of colours that are uncorrelated in ImageNet (Lucid's matrix M). Networks of one channel
    /// have none.
    /// </param>
    /// <param name="deviation">The standard deviation of the spectrum's start; not negative. Default 0.01 (Lucid).</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay or the deviation is negative.</exception>
    public static Parameterization Fourier(double decay = 1, bool decorrelatesColors = true, double deviation = 0.01) =>
        new FourierParameterization(
            Check.NotNegative(decay, nameof(decay)), decorrelatesColors, Check.NotNegative(deviation, nameof(deviation)));

    /// <summary>
    /// The phases of the image's spectrum alone; its magnitudes are those of natural images and stay, so that no frequency can be
    /// exaggerated (MaCo, Fel et al. 2023, arXiv:2306.06805). Phases are standardised, and so is the image before colours are mixed and
    /// brought to black and white by a sigmoid, as in the authors' Xplique: all images have one contrast.
    /// </summary>
    /// <param name="magnitude">
    /// The magnitudes, such as those of a folder of photographs (<see cref="MagnitudeSpectrum.Compute"/>); null, the default, for 1 / f.
    /// </param>
    /// <param name="deviation">
    /// The standard deviation of the phases' start; positive. Default 1 (Xplique). As phases are standardised, it is only their size
    /// relative to that of steps.
    /// </param>
    /// <remarks>
    /// The published recipe is <see cref="Optimizer.NAdam"/> with a rate of 1, 256 steps, 32 <see cref="Transformation.CropBoxes"/> that
    /// shrink from 50% to 5% of the image's side, and <see cref="Transformation.Noise"/>. It cannot start from an image.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not positive.</exception>
    public static Parameterization Phase(MagnitudeSpectrum? magnitude = null, double deviation = 1) =>
        new PhaseParameterization(magnitude ?? MagnitudeSpectrum.PowerLaw(), Check.Positive(deviation, nameof(deviation)));

    /// <summary>The parameterization for images of a size.</summary>
    /// <param name="channels">Channels of the network's input.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="preprocessing">How pixels become inputs.</param>
    internal abstract ImageParameters For(int channels, int height, int width, Preprocessing preprocessing);
}
