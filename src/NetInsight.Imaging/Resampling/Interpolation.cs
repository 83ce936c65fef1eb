namespace NetInsight;

/// <summary>How a resized image takes values between the pixels of the original.</summary>
/// <remarks>
/// All but <see cref="Nearest"/> are antialiased: on reduction the kernel is widened by the reduction factor. The rules are Pillow's
/// (src/libImaging/Resample.c), in its 8-bit integers, because trained networks were fed images that were resized that way.
/// </remarks>
public enum Interpolation
{
    /// <summary>The source pixel at the sample position, no mixing.</summary>
    Nearest,

    /// <summary>Triangle kernel, 1 - |x| up to |x| = 1. torchvision's default.</summary>
    Bilinear,

    /// <summary>Cubic convolution (Keys 1981) with a = -0.5, up to |x| = 2.</summary>
    Bicubic,

    /// <summary>Lanczos' windowed sinc with three lobes, sinc(x) sinc(x / 3) up to |x| = 3.</summary>
    Lanczos,
}
