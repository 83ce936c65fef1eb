namespace NetInsight.Imaging.Codecs;

/// <summary>Rotates and mirrors an image by its EXIF orientation (tag 0x0112), so that it is upright.</summary>
internal static class ExifOrientation
{
    /// <param name="image">The image as stored.</param>
    /// <param name="orientation">1 to 8 as in EXIF 2.3; 5 to 8 swap width and height. Other values count as 1.</param>
    public static RgbImage Apply(RgbImage image, int orientation)
    {
        if (orientation is <= 1 or > 8)
            return image;
        bool isTransposed = orientation >= 5;
        (int height, int width) = isTransposed ? (image.Width, image.Height) : (image.Height, image.Width);
        byte[] pixels = RgbImage.NewPixels(height, width);
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, at += 3)
            {
                (int fromRow, int fromColumn) = orientation switch
                {
                    2 => (y, width - 1 - x),                        // mirrored left to right
                    3 => (height - 1 - y, width - 1 - x),           // rotated by 180 degrees
                    4 => (height - 1 - y, x),                       // mirrored top to bottom
                    5 => (x, y),                                    // mirrored along the main diagonal
                    6 => (width - 1 - x, y),                        // rotated clockwise to be upright
                    7 => (width - 1 - x, height - 1 - y),           // mirrored along the other diagonal
                    _ => (x, height - 1 - y),                       // 8: rotated counter-clockwise to be upright
                };
                image.Row(fromRow).Slice(3 * fromColumn, 3).CopyTo(pixels.AsSpan(at));
            }
        }

        return new RgbImage(pixels, height, width);
    }
}
