namespace NetInsight;

/// <summary>How a resized picture finds values between the pixels of the old one.</summary>
/// <remarks>
/// All but <see cref="Nearest"/> are antialiased: on shrinking, the window widens by the factor of reduction. The rules are Pillow's
/// (src/libImaging/Resample.c), in its 8-bit integers, because trained networks were fed with pictures that were resized so.
/// </remarks>
public enum Interpolation
{
    /// <summary>The pixel at the place, no mixing.</summary>
    Nearest,

    /// <summary>A triangle, 1 - |x| up to 1. torchvision's default.</summary>
    Bilinear,

    /// <summary>Keys' cubic convolution with a = -0.5, up to 2.</summary>
    Bicubic,

    /// <summary>Lanczos' windowed sinc with three lobes, sinc(x) sinc(x / 3) up to 3.</summary>
    Lanczos,
}
