namespace NetInsight.Synthesis.Regularizers;

/// <summary>Weight times the sum of squared differences from an image, 1 x channels x height x width.</summary>
internal sealed record DistancePenalty(double Weight, Tensor Image) : Regularizer
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Weight:G4} x squared distance from an image");

    /// <inheritdoc/>
    internal override double Penalty(ReadOnlySpan<float> image, int height, int width, Span<float> gradient)
    {
        ReadOnlySpan<float> near = Image.AsSpan();
        if (near.Length != image.Length || (Image.Shape[2], Image.Shape[3]) != (height, width))
        {
            throw new ArgumentException(
                $"A distance is taken from an image of {Image.Shape}, but images of {image.Length / (height * width)} channels and "
                + $"{height} x {width} pixels are optimised.");
        }

        double sum = 0;
        for (int i = 0; i < near.Length; i++)
        {
            double difference = (double)image[i] - near[i];
            sum += difference * difference;
            gradient[i] += (float)(2 * Weight * difference);
        }

        return Weight * sum;
    }
}
