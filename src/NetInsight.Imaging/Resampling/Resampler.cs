using System.Buffers;

namespace NetInsight;

/// <summary>Resizes pictures as Pillow does, bit for bit: first along rows, then along columns, 8 bits between the two.</summary>
internal static class Resampler
{
    public static RgbImage Resize(RgbImage image, int width, int height, Interpolation interpolation)
    {
        if (interpolation == Interpolation.Nearest)
            return NearestResampler.Resize(image, width, height);
        ResampleKernel kernel = ResampleKernel.For(interpolation);
        if (width == image.Width && height == image.Height)
            return image;

        byte[] pixels = RgbImage.NewPixels(width, height);
        if (height == image.Height)
        {
            HorizontalPass.Run(image.Pixels, image.Width, pixels, new ResampleTaps(image.Width, width, kernel));
            return new RgbImage(pixels, width, height);
        }

        ResampleTaps rows = new(image.Height, height, kernel);
        if (width == image.Width)
        {
            VerticalPass.Run(image.Pixels, 3 * width, 0, pixels, rows);
            return new RgbImage(pixels, width, height);
        }

        // Only the rows that the second pass will read; where the height shrinks by little, the window reaches all of them.
        int first = rows.First(0), count = rows.End(height - 1) - first;
        RgbImage.CheckSize(width, count);
        byte[] between = ArrayPool<byte>.Shared.Rent(3 * width * count);
        try
        {
            ReadOnlySpan<byte> needed = image.Pixels.Slice(3 * image.Width * first, 3 * image.Width * count);
            HorizontalPass.Run(needed, image.Width, between.AsSpan(0, 3 * width * count), new ResampleTaps(image.Width, width, kernel));
            VerticalPass.Run(between, 3 * width, first, pixels, rows);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(between);
        }

        return new RgbImage(pixels, width, height);
    }
}
