namespace NetInsight;

/// <summary>What a picture file may be, and how strictly it is taken. Sizes are checked before memory for the pixels is taken.</summary>
public sealed record ImageLimits
{
    /// <summary>The limits that hold where none are given.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Width times height; default 100,000,000, at most 500,000,000 (what fits into an array while decoding).</summary>
    /// <remarks>
    /// Each scan of a progressive JPEG, of which ordinary files have about ten, costs a pass over the whole picture; so a file whose scans
    /// times pixels exceed 16 times this limit is refused too. Otherwise half a megabyte could keep the decoder busy for an hour.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not between 1 and 500,000,000.</exception>
    public long MaxPixels { get; init => field = Within(value, 500_000_000); } = 100_000_000;

    /// <summary>Width and height each; default 65,500, which is what libjpeg can hold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MaxSide { get; init => field = (int)Within(value, int.MaxValue); } = 65_500;

    /// <summary>Bytes of the file; default 256 MiB, at most 2,147,483,591 (the longest array).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 1 and 2,147,483,591.</exception>
    public long MaxFileBytes { get; init => field = Within(value, Array.MaxLength); } = 256L << 20;

    /// <summary>
    /// Whether a file that is cut off or damaged is read as far as it goes, the rest black or gray as the format has it. Default false:
    /// such a file is an <see cref="ImageFormatException"/>.
    /// </summary>
    public bool AllowTruncated { get; init; }

    /// <summary>
    /// Whether the picture is turned upright as the camera noted in the file (EXIF tag 0x0112). Default false, because Pillow and
    /// torchvision leave it as stored, and networks were trained so.
    /// </summary>
    public bool ApplyExifOrientation { get; init; }

    private static long Within(long value, long largest, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, largest, name);
        return value;
    }
}
