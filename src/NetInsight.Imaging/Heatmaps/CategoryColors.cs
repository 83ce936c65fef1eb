namespace NetInsight.Imaging.Heatmaps;

/// <summary>Categorical palette: ten colours, then the same darker, then lighter, then repeated.</summary>
internal static class CategoryColors
{
    private const int Hues = 10;

    /// <summary>The colour of a category; the first thirty are distinct.</summary>
    public static RgbColor At(int index)
    {
        RgbColor color = Palette(index % Hues);
        return (index / Hues % 3) switch
        {
            1 => new RgbColor((byte)(color.R * 5 / 9), (byte)(color.G * 5 / 9), (byte)(color.B * 5 / 9)),
            2 => new RgbColor((byte)((color.R + 255) / 2), (byte)((color.G + 255) / 2), (byte)((color.B + 255) / 2)),
            _ => color,
        };
    }

    private static RgbColor Palette(int index)
    {
        ReadOnlySpan<int> colors = [0x4E79A7, 0xF28E2B, 0xE15759, 0x76B7B2, 0x59A14F, 0xEDC948, 0xB07AA1, 0xFF9DA7, 0x9C755F, 0x6B6ECF];
        int rgb = colors[index];
        return new RgbColor((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }
}
