using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The size of the occluded window and its stride, in pixels of the network's input.</summary>
public readonly record struct OcclusionWindow
{
    /// <summary>A square window.</summary>
    /// <param name="size">Its side in pixels.</param>
    /// <param name="stride">Pixels from one position to the next, down and to the right; at most <paramref name="size"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or stride is not positive, or the stride is larger than the window.</exception>
    public OcclusionWindow(int size, int stride)
    {
        CheckSide(size, nameof(size), stride, nameof(stride));
        (Height, Width, StrideDown, StrideRight) = (size, size, stride, stride);
    }

    /// <summary>A rectangular window.</summary>
    /// <param name="height">Rows of the window.</param>
    /// <param name="width">Columns of the window.</param>
    /// <param name="strideDown">
    /// Rows from one position to the next; at most <paramref name="height"/>, so that every row is covered.
    /// </param>
    /// <param name="strideRight">Columns from one position to the next; at most <paramref name="width"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or stride is not positive, or a stride is larger than the window.</exception>
    public OcclusionWindow(int height, int width, int strideDown, int strideRight)
    {
        CheckSide(height, nameof(height), strideDown, nameof(strideDown));
        CheckSide(width, nameof(width), strideRight, nameof(strideRight));
        (Height, Width, StrideDown, StrideRight) = (height, width, strideDown, strideRight);
    }

    /// <summary>Rows of the window.</summary>
    public int Height { get; }

    /// <summary>Columns of the window.</summary>
    public int Width { get; }

    /// <summary>Rows from one position to the next.</summary>
    public int StrideDown { get; }

    /// <summary>Columns from one position to the next.</summary>
    public int StrideRight { get; }

    private static void CheckSide(int size, string sizeName, int stride, string strideName)
    {
        Check.Positive(size, sizeName);
        Check.Positive(stride, strideName);
        if (stride > size)
        {
            throw new ArgumentOutOfRangeException(
                strideName, stride, $"{strideName} must be at most {sizeName}, {size}, so that every pixel is covered, but is {stride}.");
        }
    }

    /// <summary>The default window: a seventh of the sides (32 of 224), moved by half of itself.</summary>
    internal static OcclusionWindow DefaultFor(int height, int width)
    {
        int rows = Math.Max(1, (int)Math.Round(height / 7.0)), columns = Math.Max(1, (int)Math.Round(width / 7.0));
        return new OcclusionWindow(rows, columns, Math.Max(1, rows / 2), Math.Max(1, columns / 2));
    }

    /// <summary>Size and stride, such as <c>32 x 32, stride 16</c>.</summary>
    public override string ToString() =>
        $"{Height} x {Width}, stride {(StrideDown == StrideRight ? $"{StrideDown}" : $"{StrideDown} down, {StrideRight} right")}";
}
