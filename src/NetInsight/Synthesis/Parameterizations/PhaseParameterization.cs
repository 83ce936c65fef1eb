namespace NetInsight.Synthesis.Parameterizations;

/// <summary>The phases of the image's spectrum, whose magnitudes are given.</summary>
internal sealed record PhaseParameterization(MagnitudeSpectrum Magnitude, double Deviation) : Parameterization
{
    /// <inheritdoc/>
    internal override ImageParameters For(int channels, int height, int width, Preprocessing preprocessing)
    {
        PixelRange range = new(preprocessing, channels);
        if (!range.IsImage || channels is not (1 or 3))
        {
            throw new ArgumentException(
                $"The network takes {channels} channels, the preprocessing {preprocessing.ChannelCount}: a spectrum of "
                + "colours does not fit.");
        }

        return new PhaseParameters(height, width, range, this, preprocessing.Channels == ChannelOrder.Bgr);
    }

    /// <inheritdoc/>
    public override string ToString() => $"phase only ({Magnitude.Caption.TrimEnd('.')})";
}
