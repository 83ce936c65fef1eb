namespace NetInsight;

/// <summary>Order of the bytes of a pixel in memory of another library.</summary>
/// <remarks>
/// Reading drops alpha without blending, as Pillow's <c>convert('RGB')</c> does; writing sets alpha to 255.
/// Reading gray copies the value into the three channels; writing gray takes Pillow's <c>convert('L')</c>, which is
/// ITU-R BT.601 luma in integers: (19595 R + 38470 G + 7471 B + 32768) / 65536, rounded down.
/// </remarks>
public enum PixelLayout
{
    /// <summary>Three bytes: red, green, blue.</summary>
    Rgb24,

    /// <summary>Three bytes: blue, green, red (OpenCV, System.Drawing's Format24bppRgb).</summary>
    Bgr24,

    /// <summary>Four bytes: red, green, blue, alpha.</summary>
    Rgba32,

    /// <summary>Four bytes: blue, green, red, alpha (WPF, System.Drawing's Format32bppArgb).</summary>
    Bgra32,

    /// <summary>One byte: brightness.</summary>
    Gray8,
}
