namespace NetInsight.Imaging.Images;

/// <summary>Converts rows between RGB of three bytes and every <see cref="PixelLayout"/>.</summary>
internal static class PixelLayouts
{
    /// <summary>Bytes a pixel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public static int BytesPerPixel(PixelLayout layout) => layout switch
    {
        PixelLayout.Rgb24 or PixelLayout.Bgr24 => 3,
        PixelLayout.Rgba32 or PixelLayout.Bgra32 => 4,
        PixelLayout.Gray8 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "Unknown pixel layout."),
    };

    /// <summary>Luma of ITU-R BT.601 in 16-bit fractions, as Pillow's <c>convert('L')</c> rounds it.</summary>
    public static byte Luma(byte red, byte green, byte blue) => (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);

    /// <summary>One row of <paramref name="layout"/> into RGB.</summary>
    public static void Read(ReadOnlySpan<byte> source, PixelLayout layout, Span<byte> rgb)
    {
        if (layout == PixelLayout.Rgb24)
        {
            source[..rgb.Length].CopyTo(rgb);
            return;
        }

        (int size, int red, int green, int blue) = Offsets(layout);
        for (int from = 0, to = 0; to < rgb.Length; from += size, to += 3)
        {
            rgb[to] = source[from + red];
            rgb[to + 1] = source[from + green];
            rgb[to + 2] = source[from + blue];
        }
    }

    /// <summary>One row of RGB into <paramref name="layout"/>.</summary>
    public static void Write(ReadOnlySpan<byte> rgb, PixelLayout layout, Span<byte> target)
    {
        if (layout == PixelLayout.Rgb24)
        {
            rgb.CopyTo(target);
            return;
        }

        if (layout == PixelLayout.Gray8)
        {
            for (int from = 0, to = 0; from < rgb.Length; from += 3, to++)
                target[to] = Luma(rgb[from], rgb[from + 1], rgb[from + 2]);
            return;
        }

        (int size, int red, int green, int blue) = Offsets(layout);
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += size)
        {
            target[to + red] = rgb[from];
            target[to + green] = rgb[from + 1];
            target[to + blue] = rgb[from + 2];
            if (size == 4)
                target[to + 3] = byte.MaxValue;
        }
    }

    /// <summary>Bytes of a pixel, and the offsets of its channels.</summary>
    private static (int Size, int Red, int Green, int Blue) Offsets(PixelLayout layout) => layout switch
    {
        PixelLayout.Bgr24 => (3, 2, 1, 0),
        PixelLayout.Rgba32 => (4, 0, 1, 2),
        PixelLayout.Bgra32 => (4, 2, 1, 0),
        PixelLayout.Gray8 => (1, 0, 0, 0),
        _ => (3, 0, 1, 2),
    };
}
