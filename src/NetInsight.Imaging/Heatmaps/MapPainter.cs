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
