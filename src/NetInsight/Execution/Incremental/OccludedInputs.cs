using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Incremental;

/// <summary>Pictures of which a rectangle is replaced.</summary>
internal static class OccludedInputs
{
    /// <summary>Writes one picture for each mask: the input, with the mask's places taken from what hides it.</summary>
    /// <param name="input">The picture, 1 x C x H x W.</param>
    /// <param name="hidden">What stands in the masks, of the same shape.</param>
    /// <param name="masks">The rectangles.</param>
    /// <param name="pictures">The result, masks x C x H x W.</param>
    public static void Paste(Tensor input, Tensor hidden, ReadOnlySpan<Region> masks, Tensor pictures)
    {
        (int channels, int height, int width) = (input.Shape[1], input.Shape[2], input.Shape[3]);
        for (int n = 0; n < masks.Length; n++)
        {
            Span<float> picture = pictures.AsSpan().Slice(n * input.Count, input.Count);
            input.AsSpan().CopyTo(picture);
            for (int c = 0; c < channels; c++)
            {
                for (int row = masks[n].Top; row < masks[n].Bottom; row++)
                {
                    int start = (c * height + row) * width + masks[n].Left;
                    hidden.AsSpan().Slice(start, masks[n].Width).CopyTo(picture[start..]);
                }
            }
        }
    }
}
