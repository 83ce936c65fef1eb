using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Limits of an image file, and how strictly it is read. Sizes are checked before pixels are allocated.</summary>
public sealed record ImageLimits
{
    /// <summary>The limits that are used where none are given.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Height times width. Default 100,000,000; 1 to 500,000,000, which fits an array while decoding.</summary>
    /// <remarks>
    /// Each scan of a progressive JPEG, of which ordinary files have about ten, costs a pass over the whole image; so a file whose scans
    /// times pixels exceed 16 times this limit is refused too. Otherwise half a megabyte could occupy the decoder for an hour.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not between 1 and 500,000,000.</exception>
    public long MaxPixels { get; init => field = Check.Within(value, 1, 500_000_000); } = 100_000_000;

    /// <summary>Height and width each. Default 65,500, the limit of libjpeg; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MaxSide { get; init => field = Check.Positive(value); } = 65_500;

    /// <summary>Bytes of the file. Default 256 MiB; 1 to 2,147,483,591, the longest array.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 1 and 2,147,483,591.</exception>
    public long MaxFileBytes { get; init => field = Check.Within(value, 1, Array.MaxLength); } = 256L << 20;

    /// <summary>
    /// Bytes of memory that decoding one image may take at once, all buffers counted: the file, the decoder's own (the coefficients of a
    /// progressive JPEG, the frame of a GIF or WebP), 4 bytes a pixel decoded and 3 of the result, 3 more where it is turned upright.
    /// Default 1 GiB, which a photograph of 100 million pixels needs; positive.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public long MaxMemoryBytes { get; init => field = Check.Positive(value); } = 1L << 30;

    /// <summary>
    /// Bytes of memory for each byte of the file, beyond 64 MiB that any file may take: a few bytes can claim millions of pixels (a GIF of
    /// 35 bytes 100 million). Default 2,500: PNG compresses at most 1,032 times, to 3 of the 7 bytes of a pixel that decoding takes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MaxExpansion { get; init => field = Check.Positive(value); } = 2_500;

    /// <summary>
    /// The memory that several decodes share: each waits until it fits. Default <see cref="ImageMemoryBudget.ForProcess"/>.
    /// </summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public ImageMemoryBudget MemoryBudget { get; init => field = Check.NotNull(value); } = ImageMemoryBudget.ForProcess;

    /// <summary>
    /// Whether a truncated or damaged file is read as far as possible, the rest black or gray depending on the format. Default false:
    /// such a file is an <see cref="ImageFormatException"/>.
    /// </summary>
    public bool AllowTruncated { get; init; }

    /// <summary>
    /// Whether the image is rotated upright by the file's EXIF orientation (tag 0x0112), as every viewer shows it. Default true: networks
    /// were trained on upright images. False leaves it as stored, as Pillow's <c>Image.open</c> and torchvision's <c>ImageFolder</c> do.
    /// </summary>
    public bool ApplyExifOrientation { get; init; } = true;
}
