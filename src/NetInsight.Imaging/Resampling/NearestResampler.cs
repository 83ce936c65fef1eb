namespace NetInsight;

/// <summary>Resizes by taking the pixel at the place, as Pillow's <c>resize(NEAREST)</c>.</summary>
internal static class NearestResampler
{
    public static RgbImage Resize(RgbImage image, int width, int height)
    {
        if (width == image.Width && height == image.Height)
            return image;
        byte[] pixels = RgbImage.NewPixels(width, height);
        int[] columns = Places(image.Width, width), rows = Places(image.Height, height);
        for (int y = 0; y < height; y++)
        {
            Span<byte> target = pixels.AsSpan(3 * width * y, 3 * width);
            if (y > 0 && rows[y] == rows[y - 1])
            {
                pixels.AsSpan(3 * width * (y - 1), 3 * width).CopyTo(target);
                continue;
            }

            ReadOnlySpan<byte> source = image.Row(rows[y]);
            for (int x = 0; x < width; x++)
                source.Slice(3 * columns[x], 3).CopyTo(target[(3 * x)..]);
        }

        return new RgbImage(pixels, width, height);
    }

    /// <summary>
    /// floor((i + 0.5) in / out), where the product is summed up step by step in doubles as Pillow does (src/libImaging/Geometry.c,
    /// affine scaling), so that ties fall to the same side.
    /// </summary>
    private static int[] Places(int inputSize, int outputSize)
    {
        double scale = (double)inputSize / outputSize, place = scale * 0.5;
        int[] places = new int[outputSize];
        for (int i = 0; i < outputSize; i++, place += scale)
            places[i] = Math.Min((int)place, inputSize - 1);
        return places;
    }
}
