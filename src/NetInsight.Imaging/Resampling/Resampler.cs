using System.Buffers;

namespace NetInsight.Imaging.Resampling;

/// <summary>Resizes images as Pillow does, bit for bit: a horizontal pass, then a vertical pass, 8 bits between the two.</summary>
internal static class Resampler
{
    public static RgbImage Resize(RgbImage image, int height, int width, Interpolation interpolation) =>
        width == image.Width && height == image.Height && interpolation != Interpolation.Nearest
            ? Same(image, interpolation)
            : Resize(image, height, width, interpolation, new PixelRectangle(0, 0, height, width));

    /// <summary>A region of the resized image, of which nothing else is computed: the same bytes as resizing and then cropping.</summary>
    /// <param name="image">The image.</param>
    /// <param name="height">Height of the whole resized image, which may be larger than memory could hold.</param>
    /// <param name="width">Its width.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    /// <param name="region">The region, inside height x width.</param>
    public static RgbImage Resize(RgbImage image, int height, int width, Interpolation interpolation, PixelRectangle region)
    {
        if (interpolation == Interpolation.Nearest)
            return NearestResampler.Resize(image, height, width, region);
        ResampleKernel kernel = ResampleKernel.For(interpolation);
        byte[] pixels = RgbImage.NewPixels(region.Height, region.Width);
        if (height == image.Height)
        {
            Horizontal(image, width, kernel, region, region.Top, region.Height, pixels);
            return new RgbImage(pixels, region.Height, region.Width);
        }

        ResampleTaps rows = new(image.Height, height, kernel, region.Top, region.Height);
        if (width == image.Width && region.Width == width)
        {
            VerticalPass.Run(image.Pixels, 3 * width, 0, pixels, rows);
            return new RgbImage(pixels, region.Height, region.Width);
        }

        // Only the rows that the vertical pass reads: the union of the windows of the region's rows.
        int first = rows.First(0), count = rows.End(region.Height - 1) - first;
        RgbImage.CheckSize(count, region.Width);
        byte[] intermediate = ArrayPool<byte>.Shared.Rent(3 * region.Width * count);
        try
        {
            Horizontal(image, width, kernel, region, first, count, intermediate.AsSpan(0, 3 * region.Width * count));
            VerticalPass.Run(intermediate, 3 * region.Width, first, pixels, rows);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(intermediate);
        }

        return new RgbImage(pixels, region.Height, region.Width);
    }

    /// <summary>The region's columns of rows <paramref name="firstRow"/> .. +<paramref name="rows"/>, resized along rows.</summary>
    private static void Horizontal(
        RgbImage image, int width, ResampleKernel kernel, PixelRectangle region, int firstRow, int rows, Span<byte> target)
    {
        if (width != image.Width)
        {
            ResampleTaps columns = new(image.Width, width, kernel, region.Left, region.Width);
            HorizontalPass.Run(image.Pixels.Slice(3 * image.Width * firstRow, 3 * image.Width * rows), image.Width, target, columns);
            return;
        }

        for (int y = 0; y < rows; y++)
            image.Row(firstRow + y).Slice(3 * region.Left, 3 * region.Width).CopyTo(target[(3 * region.Width * y)..]);
    }

    private static RgbImage Same(RgbImage image, Interpolation interpolation)
    {
        _ = ResampleKernel.For(interpolation);          // throws where the value is unknown
        return image;
    }
}
