using NetInsight.Segmentation.Cutting;

namespace NetInsight.Segmentation;

/// <summary>Figures of a mask.</summary>
internal static class MaskDrawing
{
    private static readonly RgbColor Object = new(220, 40, 40), Around = new(40, 90, 220);

    /// <summary>White on black.</summary>
    public static RgbImage Mask(bool[] mask, int height, int width)
    {
        byte[] pixels = RgbImage.NewPixels(height, width);
        for (int i = 0; i < mask.Length; i++)
            pixels.AsSpan(3 * i, 3).Fill(mask[i] ? byte.MaxValue : byte.MinValue);
        return new RgbImage(pixels, height, width);
    }

    /// <summary>The mask's pixels of an image, the others in one colour.</summary>
    public static RgbImage CutOut(RgbImage image, bool[] mask, RgbColor ground)
    {
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; i < mask.Length; i++)
        {
            if (!mask[i])
                Set(pixels, i, ground);
        }

        return new RgbImage(pixels, image.Height, image.Width);
    }

    /// <summary>
    /// An image with those pixels of the mask in one colour that have a pixel outside it, or the image's edge, at most
    /// <paramref name="thickness"/> rows and columns away.
    /// </summary>
    public static RgbImage Contour(RgbImage image, bool[] mask, RgbColor color, int thickness)
    {
        (int height, int width) = (image.Height, image.Width);
        bool[] rows = Eroded(mask, height, width, 1, width, thickness), inner = Eroded(rows, width, height, width, 1, thickness);
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; i < mask.Length; i++)
        {
            if (mask[i] && !inner[i])
                Set(pixels, i, color);
        }

        return new RgbImage(pixels, height, width);
    }

    /// <summary>Seeds of another size over an image in gray, half and half.</summary>
    public static RgbImage Seeds(RgbImage image, PixelSeed[] seeds, int height, int width)
    {
        byte[] pixels = image.ToGray().Pixels.ToArray();
        for (int i = 0; i < pixels.Length / 3; i++)
        {
            int row = (int)((2L * (i / image.Width) + 1) * height / (2L * image.Height));
            int column = (int)((2L * (i % image.Width) + 1) * width / (2L * image.Width));
            if (seeds[row * width + column] is not PixelSeed.None and var seed)
            {
                RgbColor color = seed == PixelSeed.Foreground ? Object : Around;
                byte gray = pixels[3 * i];
                Set(pixels, i, new RgbColor(Half(gray, color.R), Half(gray, color.G), Half(gray, color.B)));
            }
        }

        return new RgbImage(pixels, image.Height, image.Width);

        static byte Half(byte a, byte b) => (byte)((a + b) / 2);
    }

    /// <summary>The smallest rectangle with all of a mask; null for an empty one.</summary>
    public static PixelRectangle? BoxOf(bool[] mask, int height, int width)
    {
        int top = height, left = width, bottom = -1, right = -1;
        for (int i = 0; i < mask.Length; i++)
        {
            if (!mask[i])
                continue;
            (top, bottom) = (Math.Min(top, i / width), i / width);
            (left, right) = (Math.Min(left, i % width), Math.Max(right, i % width));
        }

        return bottom < 0 ? null : new PixelRectangle(top, left, bottom - top + 1, right - left + 1);
    }

    /// <summary>Along each line: pixels whose neighbours up to a distance before and after are all set; beyond the ends none is.</summary>
    private static bool[] Eroded(bool[] mask, int lines, int length, int step, int lineStep, int distance)
    {
        bool[] result = new bool[mask.Length];
        for (int line = 0; line < lines; line++)
        {
            int run = 0;
            for (int i = 0; i < length; i++)
            {
                run = mask[line * lineStep + i * step] ? run + 1 : 0;
                if (run > 2 * distance)
                    result[line * lineStep + (i - distance) * step] = true;
            }
        }

        return result;
    }

    private static void Set(byte[] pixels, int pixel, RgbColor color) =>
        (pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2]) = (color.R, color.G, color.B);
}
