namespace NetInsight.Imaging.Resampling;

/// <summary>Resizes by taking the source pixel at the sample position, as Pillow's <c>resize(NEAREST)</c>.</summary>
internal static class NearestResampler
{
    public static RgbImage Resize(RgbImage image, int height, int width, PixelRectangle region)
    {
        if (region == new PixelRectangle(0, 0, image.Height, image.Width) && width == image.Width && height == image.Height)
            return image;
        byte[] pixels = RgbImage.NewPixels(region.Height, region.Width);
        int[] columns = SourceIndices(image.Width, width, region.Left, region.Width);
        int[] rows = SourceIndices(image.Height, height, region.Top, region.Height);
        int stride = 3 * region.Width;
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

        return new RgbImage(pixels, region.Height, region.Width);
    }

    /// <summary>
    /// Source index of the outputs first .. +count: floor((i + 0.5) in / out), accumulated step by step in doubles as Pillow does
    /// (src/libImaging/Geometry.c, affine scaling), so that ties fall to the same side.
    /// </summary>
    private static int[] SourceIndices(int inputSize, int outputSize, int first, int count)
    {
        double scale = (double)inputSize / outputSize, position = scale * 0.5;
        int[] indices = new int[count];
        for (int i = 0; i < first + count; i++, position += scale)
        {
            if (i >= first)
                indices[i - first] = Math.Min((int)position, inputSize - 1);
        }

        return indices;
    }
}
