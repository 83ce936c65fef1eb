namespace NetInsight.Imaging.Resampling;

/// <summary>Resizes by taking the pixel at the place, as Pillow's <c>resize(NEAREST)</c>.</summary>
internal static class NearestResampler
{
    public static RgbImage Resize(RgbImage image, int height, int width, PixelRectangle part)
    {
        if (part == new PixelRectangle(0, 0, image.Height, image.Width) && width == image.Width && height == image.Height)
            return image;
        byte[] pixels = RgbImage.NewPixels(part.Height, part.Width);
        int[] columns = Places(image.Width, width, part.Left, part.Width), rows = Places(image.Height, height, part.Top, part.Height);
        int stride = 3 * part.Width;
        for (int y = 0; y < rows.Length; y++)
        {
            Span<byte> target = pixels.AsSpan(stride * y, stride);
            if (y > 0 && rows[y] == rows[y - 1])
            {
                pixels.AsSpan(stride * (y - 1), stride).CopyTo(target);
                continue;
            }

            ReadOnlySpan<byte> source = image.Row(rows[y]);
            for (int x = 0; x < columns.Length; x++)
                source.Slice(3 * columns[x], 3).CopyTo(target[(3 * x)..]);
        }

        return new RgbImage(pixels, part.Height, part.Width);
    }

    /// <summary>
    /// floor((i + 0.5) in / out), where the product is summed up step by step in doubles as Pillow does (src/libImaging/Geometry.c,
    /// affine scaling), so that ties fall to the same side.
    /// </summary>
    private static int[] Places(int inputSize, int outputSize, int first, int count)
    {
        double scale = (double)inputSize / outputSize, place = scale * 0.5;
        int[] places = new int[count];
        for (int i = 0; i < first + count; i++, place += scale)
        {
            if (i >= first)
                places[i - first] = Math.Min((int)place, inputSize - 1);
        }

        return places;
    }
}
