namespace NetInsight.Synthesis.Parameterizations;

/// <summary>The input's elements.</summary>
internal sealed record PixelParameterization(double Deviation, double? Level) : Parameterization
{
    /// <inheritdoc/>
    internal override ImageParameters For(int channels, int height, int width, Preprocessing preprocessing) =>
        new PixelParameters(channels * height * width, new PixelRange(preprocessing, channels), Level, Deviation);

    /// <inheritdoc/>
    public override string ToString() => "pixels";
}

/// <summary>The image's spectrum.</summary>
internal sealed record FourierParameterization(double Decay, bool DecorrelatesColors, double Deviation) : Parameterization
{
    /// <inheritdoc/>
    internal override ImageParameters For(int channels, int height, int width, Preprocessing preprocessing)
    {
        PixelRange range = new(preprocessing, channels);
        if (!range.IsImage)
        {
            throw new ArgumentException(
                $"The network takes {channels} channels, the preprocessing {preprocessing.ChannelCount}: a spectrum of "
                + "colours does not fit.");
        }

        return new FourierParameters(height, width, range, this, preprocessing.Channels == ChannelOrder.Bgr);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"Fourier, decay {Decay:G3}{(DecorrelatesColors ? ", colours decorrelated" : "")}");
}
