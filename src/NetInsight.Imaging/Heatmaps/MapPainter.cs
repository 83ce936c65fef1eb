namespace NetInsight.Imaging.Heatmaps;

/// <summary>Colours the values of a map.</summary>
internal static class MapPainter
{
    /// <summary>Every value in its colour, NaN in <see cref="Colormap.NotANumber"/>.</summary>
    public static RgbImage Paint(ReadOnlySpan<float> values, int height, int width, Colormap colormap, ColorScale scale)
    {
        byte[] pixels = RgbImage.NewPixels(height, width);
        for (int at = 0; at < values.Length; at++)
        {
            (byte red, byte green, byte blue) = colormap.At(scale.Position(values[at]));
            pixels[3 * at] = red;
            pixels[3 * at + 1] = green;
            pixels[3 * at + 2] = blue;
        }

        return new RgbImage(pixels, height, width);
    }

    /// <summary>The image with all pixels half as bright whose centres lie outside an area.</summary>
    public static RgbImage DimOutside(RgbImage image, MapArea area)
    {
        double[] rows = MapArea.Positions(area.Top, area.Height, image.Height, 1);
        double[] columns = MapArea.Positions(area.Left, area.Width, image.Width, 1);
        if (!rows.Any(double.IsNaN) && !columns.Any(double.IsNaN))
            return image;
        byte[] pixels = image.Pixels.ToArray();
        for (int at = 0; at < pixels.Length; at++)
        {
            int pixel = at / 3;
            if (double.IsNaN(rows[pixel / image.Width]) || double.IsNaN(columns[pixel % image.Width]))
                pixels[at] /= 2;
        }

        return new RgbImage(pixels, image.Height, image.Width);
    }

    /// <summary>(1 - strength) photo + strength colour, rounded; the photo alone where the value is NaN.</summary>
    public static RgbImage Blend(RgbImage photo, ReadOnlySpan<float> values, Colormap colormap, ColorScale scale, double strength)
    {
        byte[] pixels = photo.Pixels.ToArray();
        for (int at = 0; at < values.Length; at++)
        {
            if (float.IsNaN(values[at]))
                continue;
            (byte red, byte green, byte blue) = colormap.At(scale.Position(values[at]));
            pixels[3 * at] = Mix(pixels[3 * at], red);
            pixels[3 * at + 1] = Mix(pixels[3 * at + 1], green);
            pixels[3 * at + 2] = Mix(pixels[3 * at + 2], blue);
        }

        return new RgbImage(pixels, photo.Height, photo.Width);

        byte Mix(byte below, byte above) => (byte)(below + strength * (above - below) + 0.5);
    }
}
