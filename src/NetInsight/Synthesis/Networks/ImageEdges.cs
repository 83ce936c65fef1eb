namespace NetInsight.Synthesis.Networks;

/// <summary>Images extended by their edge pixels.</summary>
internal static class ImageEdges
{
    /// <summary>An image extended to the right and below.</summary>
    public static RgbImage Extended(RgbImage image, int height, int width)
    {
        if ((height, width) == (image.Height, image.Width))
            return image;
        byte[] pixels = new byte[checked(3 * height * width)];
        for (int i = 0; i < height; i++)
        {
            ReadOnlySpan<byte> row = image.Pixels.Slice(3 * image.Width * Math.Min(i, image.Height - 1), 3 * image.Width);
            Span<byte> extended = pixels.AsSpan(3 * width * i, 3 * width);
            row.CopyTo(extended);
            for (int j = image.Width; j < width; j++)
                row[^3..].CopyTo(extended.Slice(3 * j, 3));
        }

        return new RgbImage(pixels, height, width);
    }
}
