using System.Globalization;
using NetInsight.Formats.Npy;
using NetInsight.Imaging;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight;

/// <summary>
/// How strong each frequency is in natural images: the mean magnitude of their spectra, which <see cref="Parameterization.Phase"/> keeps
/// (MaCo, Fel et al. 2023, arXiv:2306.06805). Immutable.
/// </summary>
/// <remarks>
/// Spectra are those of decorrelated colours, M^-1 (level - 1/2) with levels from 0 to 1 and Lucid's matrix M, without a window. Only their
/// shape matters: synthesised images are brought to one contrast. Between its frequencies, for images of other sizes, the logarithm of the
/// magnitude is interpolated; frequencies are counted in cycles a pixel.
/// </remarks>
/// <example>
/// <code>
/// MagnitudeSpectrum natural = MagnitudeSpectrum.Compute(ImageFolder.Read("photographs"));
/// natural.Save("photographs.npy");
/// ImageSynthesisOptions options = new() { Parameterization = Parameterization.Phase(natural) };
/// </code>
/// </example>
public sealed class MagnitudeSpectrum
{
    private const int Channels = 3;

    private readonly float[] _values;

    private MagnitudeSpectrum(int height, int width, float[] values, int images, string source)
    {
        (Height, Width, _values, ImageCount) = (height, width, values, images);
        string slope = Slope.ToString("0.00", CultureInfo.InvariantCulture);
        Caption = $"Magnitude spectrum of {height} x {width} pixels {source}, about f^{slope}.";
    }

    /// <summary>Rows of the images whose spectrum it is.</summary>
    public int Height { get; }

    /// <summary>Columns of the images whose spectrum it is; even.</summary>
    public int Width { get; }

    /// <summary>The number of images of which it is the mean; 0 where that is not known, or it is a power of the frequency.</summary>
    public int ImageCount { get; }

    /// <summary>Size, source and slope.</summary>
    public string Caption { get; }

    /// <summary>
    /// The magnitudes, 3 x <see cref="Height"/> x (<see cref="Width"/> / 2 + 1), in the order of NumPy's <c>rfft2</c>: decorrelated
    /// colours, of which the first is nearly the brightness; rows of frequencies 0, 1, ..., -1; columns from 0 to half the width. A copy.
    /// </summary>
    public Tensor Values => new(new Shape(Channels, Height, Columns), _values);

    /// <summary>
    /// The exponent a of magnitude ~ f^a, fitted to the brightness for frequencies from 2 / width to 1/4 cycles a pixel, each ring of
    /// frequencies counted once: about -1 for natural images.
    /// </summary>
    public double Slope => SpectrumSlope.Of(_values, Height, Width);

    private int Columns => Width / 2 + 1;

    /// <summary>The mean magnitude spectrum of images.</summary>
    /// <param name="images">The images, such as a folder's (<see cref="ImageFolder.Read"/>); at least one. One is held at a time.</param>
    /// <param name="options">The size.</param>
    /// <param name="progress">Receives the number of images done; where the sequence does not know its length, of those so far.</param>
    /// <param name="cancellationToken">Stops after the current image.</param>
    /// <exception cref="ArgumentException">There is no image, one is null, or all are of one gray.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static MagnitudeSpectrum Compute(
        IEnumerable<NamedImage> images,
        MagnitudeSpectrumOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        int size = (options ?? MagnitudeSpectrumOptions.Default).Size;
        SequenceProgress report = new(progress, images.TryGetNonEnumeratedCount(out int known) ? known : null);
        SpectrumSum sum = new(size);
        foreach (NamedImage image in images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (image?.Image is null)
                throw new ArgumentException("An image is null.", nameof(images));
            sum.Add(image.Image);
            report.Add(1);
        }

        if (sum.Count == 0)
            throw new ArgumentException("There is no image.", nameof(images));
        float[] mean = sum.Mean();
        if (!Array.Exists(mean, value => value > 0))
            throw new ArgumentException("All images are of one gray: they have no spectrum.", nameof(images));
        return new MagnitudeSpectrum(size, size, mean, sum.Count, $"of {sum.Count} images{sum.Enlarged}");
    }

    /// <summary>
    /// A power of the frequency, 1 / max(f, 1 / size)^decay, the same for all colours: what is used where no images are at hand.
    /// </summary>
    /// <param name="decay">The exponent; not negative. Default 1, that of natural images (Field 1987).</param>
    /// <param name="size">Rows and columns; even, from 8 to 2,048. Default 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside.</exception>
    public static MagnitudeSpectrum PowerLaw(double decay = 1, int size = 256)
    {
        Check.NotNegative(decay, nameof(decay));
        int side = new MagnitudeSpectrumOptions { Size = size }.Size;
        double[] scale = FourierParameters.ScaleOf(side, side, decay);
        float[] values = [.. Enumerable.Range(0, Channels).SelectMany(_ => scale.Select(value => (float)(value / side)))];
        return new MagnitudeSpectrum(side, side, values, 0, FormattableString.Invariant($"by the rule 1 / f^{decay:G3}"));
    }

    /// <summary>Reads a spectrum that <see cref="Save"/> wrote, or a NumPy file of the same shape.</summary>
    /// <param name="path">The file: 3 x height x (width / 2 + 1) floats; the width is taken to be even.</param>
    /// <param name="limits">Limits of size; null means <see cref="LoadLimits.Default"/>.</param>
    /// <exception cref="ModelFormatException">The file breaks a rule of the format, or does not hold such a spectrum.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MagnitudeSpectrum Load(string path, LoadLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NpyFile file = NpyFile.Open(path, limits ?? LoadLimits.Default);
        if (file.Shape is not { Rank: 3 } shape || shape[0] != Channels || shape[1] < 2 || shape[2] < 2)
        {
            throw new ModelFormatException(
                path, "header", $"has the shape {file.Shape}; a spectrum has 3 x height x (width / 2 + 1), each at least 2.");
        }

        float[] values = file.Read().AsSpan().ToArray();
        if (Array.FindIndex(values, value => !(value >= 0) || !float.IsFinite(value)) is >= 0 and int index)
        {
            throw new ModelFormatException(
                path, "data", $"holds {values[index]} at element {index}; magnitudes are finite and not negative.");
        }

        return Array.Exists(values, value => value > 0)
            ? new MagnitudeSpectrum(shape[1], 2 * (shape[2] - 1), values, 0, $"read from {Printable.Escape(Path.GetFileName(path))}")
            : throw new ModelFormatException(path, "data", "holds only zeros.");
    }

    /// <summary>Writes the magnitudes as a NumPy file of 32-bit floats, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NpyWriter.Write(path, Values);
    }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;

    /// <summary>The magnitudes of a colour for images of a size, [height, width / 2 + 1].</summary>
    internal double[] For(int channel, int height, int width) =>
        SpectrumSampling.Sample(_values.AsSpan(channel * Height * Columns, Height * Columns), Height, Width, height, width);
}
