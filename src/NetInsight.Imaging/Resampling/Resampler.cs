using System.Buffers;

namespace NetInsight.Imaging.Resampling;

/// <summary>Resizes pictures as Pillow does, bit for bit: first along rows, then along columns, 8 bits between the two.</summary>
internal static class Resampler
{
    public static RgbImage Resize(RgbImage image, int height, int width, Interpolation interpolation) =>
        width == image.Width && height == image.Height && interpolation != Interpolation.Nearest
            ? Same(image, interpolation)
            : Resize(image, height, width, interpolation, new PixelRectangle(0, 0, height, width));

    /// <summary>A part of the resized picture, of which nothing else is made: the same bytes as resizing and then cropping.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">The width of the whole resized picture, of which there may be more than memory could hold.</param>
    /// <param name="height">Its height.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    /// <param name="part">The part, which lies inside.</param>
    public static RgbImage Resize(RgbImage image, int height, int width, Interpolation interpolation, PixelRectangle part)
    {
        if (interpolation == Interpolation.Nearest)
            return NearestResampler.Resize(image, height, width, part);
        ResampleKernel kernel = ResampleKernel.For(interpolation);
        byte[] pixels = RgbImage.NewPixels(part.Height, part.Width);
        if (height == image.Height)
        {
            Horizontal(image, width, kernel, part, part.Top, part.Height, pixels);
            return new RgbImage(pixels, part.Height, part.Width);
        }

        ResampleTaps rows = new(image.Height, height, kernel, part.Top, part.Height);
        if (width == image.Width && part.Width == width)
        {
            VerticalPass.Run(image.Pixels, 3 * width, 0, pixels, rows);
            return new RgbImage(pixels, part.Height, part.Width);
        }

        // Only the rows that the second pass will read; where the height shrinks by little, the window reaches all of them.
        int first = rows.First(0), count = rows.End(part.Height - 1) - first;
        RgbImage.CheckSize(count, part.Width);
        byte[] between = ArrayPool<byte>.Shared.Rent(3 * part.Width * count);
        try
        {
            Horizontal(image, width, kernel, part, first, count, between.AsSpan(0, 3 * part.Width * count));
            VerticalPass.Run(between, 3 * part.Width, first, pixels, rows);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(between);
        }

        return new RgbImage(pixels, part.Height, part.Width);
    }

    /// <summary>The part's columns of some rows of the picture, resized along rows.</summary>
    private static void Horizontal(RgbImage image, int width, ResampleKernel kernel, PixelRectangle part, int firstRow, int rows, Span<byte> target)
    {
        if (width != image.Width)
        {
            HorizontalPass.Run(
                image.Pixels.Slice(3 * image.Width * firstRow, 3 * image.Width * rows), image.Width, target, new ResampleTaps(image.Width, width, kernel, part.Left, part.Width));
            return;
        }

        for (int y = 0; y < rows; y++)
            image.Row(firstRow + y).Slice(3 * part.Left, 3 * part.Width).CopyTo(target[(3 * part.Width * y)..]);
    }

    private static RgbImage Same(RgbImage image, Interpolation interpolation)
    {
        _ = ResampleKernel.For(interpolation);          // an unknown one is an error in any case
        return image;
    }
}
