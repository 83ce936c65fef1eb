using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="MagnitudeSpectrum.Compute"/> measures images.</summary>
public sealed record MagnitudeSpectrumOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static MagnitudeSpectrumOptions Default { get; } = new();

    /// <summary>
    /// Rows and columns at which spectra are taken: each image is resized so that its shorter side has as many, and its centre is cropped;
    /// even, from 8 to 2,048. Default 256. Smaller images are enlarged, and then lack high frequencies.
    /// </summary>
    public int Size
    {
        get;
        init => field = Check.Within(value, 8, 2048) % 2 == 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Size), value, $"Size must be even, but is {value}.");
    } = 256;
}
