using NetInsight.Kernels.Embedding;

namespace NetInsight.Synthesis.Parameterizations;

/// <summary>The elements of the network's input themselves.</summary>
/// <param name="count">Their number for one image.</param>
/// <param name="range">The values of pixels.</param>
/// <param name="level">The level of the start, from black, 0, to white, 1; null for the mean, which is 0 in the input.</param>
/// <param name="deviation">The standard deviation of the start, as a share of the range.</param>
internal sealed class PixelParameters(int count, PixelRange range, double? level, double deviation) : ImageParameters
{
    /// <inheritdoc/>
    public override int Count => count;

    /// <inheritdoc/>
    public override bool ArePixels => true;

    /// <inheritdoc/>
    public override void Start(Span<float> parameters, ref Pcg32 random)
    {
        int positions = count / range.Channels;
        for (int i = 0; i < count; i++)
        {
            int channel = i / positions;
            float centre = level is { } given ? range.At(channel, given) : 0;
            parameters[i] = (float)(centre + deviation * range.Units[channel] * random.NextNormal());
        }
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<float> image, Span<float> parameters) => image.CopyTo(parameters);

    /// <inheritdoc/>
    public override void Image(ReadOnlySpan<float> parameters, Span<float> image) => parameters.CopyTo(image);

    /// <inheritdoc/>
    public override void Gradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> image, ReadOnlySpan<float> imageGradient, Span<float> gradient) =>
        imageGradient.CopyTo(gradient);
}
