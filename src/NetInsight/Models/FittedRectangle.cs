namespace NetInsight.Models;

/// <summary>
/// Where a network's input lies in an image: the image resized to <paramref name="ResizedHeight"/> x <paramref name="ResizedWidth"/>
/// (height x width) holds the input from row <paramref name="Top"/> and column <paramref name="Left"/> on; both are negative where the
/// input is the larger one.
/// </summary>
internal readonly record struct FittedRectangle(int ResizedHeight, int ResizedWidth, int Top, int Left)
{
    /// <summary>
    /// The pixels of the image, at any size of it, that overlap a rectangle of the input: pixel j covers j to j + 1, and column i of the
    /// resized image begins at i * width / resized width. Integer arithmetic: only the outward rounding to whole pixels changes anything. A
    /// rectangle beyond the input's edges maps beyond them likewise.
    /// </summary>
    public PixelRectangle Map(PixelRectangle rectangle, int imageHeight, int imageWidth)
    {
        (int x, int width) = Map((long)rectangle.Left + Left, rectangle.Width, imageWidth, ResizedWidth);
        (int y, int height) = Map((long)rectangle.Top + Top, rectangle.Height, imageHeight, ResizedHeight);
        return new PixelRectangle(y, x, height, width);
    }

    private static (int Start, int Count) Map(long start, int count, int image, int resized)
    {
        long first = FloorDivide(start * image, resized);
        long end = count == 0 ? first : -FloorDivide(-(start + count) * image, resized);
        return checked(((int)first, (int)(end - first)));
    }

    private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);
}
