namespace NetInsight.Imaging.Codecs;

/// <summary>Turns and mirrors a picture as its EXIF orientation (tag 0x0112) says, so that it stands upright.</summary>
internal static class ExifOrientation
{
    /// <param name="image">The picture as stored.</param>
    /// <param name="orientation">1 to 8 as in EXIF 2.3; 5 to 8 swap width and height. Anything else is taken as 1.</param>
    public static RgbImage Apply(RgbImage image, int orientation)
    {
        if (orientation is <= 1 or > 8)
            return image;
        bool turned = orientation >= 5;
        int width = turned ? image.Height : image.Width, height = turned ? image.Width : image.Height;
        byte[] pixels = RgbImage.NewPixels(height, width);
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, at += 3)
            {
                (int fromX, int fromY) = orientation switch
                {
                    2 => (width - 1 - x, y),                        // mirrored left to right
                    3 => (width - 1 - x, height - 1 - y),           // upside down
                    4 => (x, height - 1 - y),                       // mirrored top to bottom
                    5 => (y, x),                                    // mirrored along the main diagonal
                    6 => (y, width - 1 - x),                        // to be turned right
                    7 => (height - 1 - y, width - 1 - x),           // mirrored along the other diagonal
                    _ => (height - 1 - y, x),                       // 8, to be turned left
                };
                image.Row(fromY).Slice(3 * fromX, 3).CopyTo(pixels.AsSpan(at));
            }
        }

        return new RgbImage(pixels, height, width);
    }
}
