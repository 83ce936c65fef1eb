using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Incremental;

/// <summary>Images of which a region is replaced by a baseline.</summary>
internal static class OccludedInputs
{
    /// <summary>Writes one image for each region: the input, with the region taken from the baseline.</summary>
    /// <param name="input">The image [1, C, H, W].</param>
    /// <param name="baseline">What stands in the regions, of the same shape.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="images">The result [regions, C, H, W].</param>
    public static void Paste(Tensor input, Tensor baseline, ReadOnlySpan<Region> regions, Tensor images)
    {
        (int channels, int height, int width) = (input.Shape[1], input.Shape[2], input.Shape[3]);
        for (int n = 0; n < regions.Length; n++)
        {
            Region region = regions[n];
            Span<float> image = images.AsSpan().Slice(n * input.Count, input.Count);
            input.AsSpan().CopyTo(image);
            for (int c = 0; c < channels; c++)
            {
                for (int row = region.Top; row < region.Bottom; row++)
                {
                    int start = (c * height + row) * width + region.Left;
                    baseline.AsSpan().Slice(start, region.Width).CopyTo(image[start..]);
                }
            }
        }
    }
}
