namespace NetInsight.Models;

/// <summary>
/// Where a network's input lies in a picture: the picture resized to <paramref name="ResizedWidth"/> x <paramref name="ResizedHeight"/> holds the input from
/// (<paramref name="Left"/>, <paramref name="Top"/>) on; negative where the input is the larger one.
/// </summary>
internal readonly record struct FittedRectangle(int ResizedHeight, int ResizedWidth, int Top, int Left)
{
    /// <summary>
    /// The pixels of the picture, at any size of it, that share area with a rectangle of the input: pixel j takes up j to j + 1, and place i of the resized picture
    /// begins at i * width / resized width. Whole numbers, so that nothing is rounded but outwards. What lies outside the input lies outside likewise.
    /// </summary>
    public PixelRectangle Map(PixelRectangle seen, int imageHeight, int imageWidth)
    {
        (int x, int width) = Map((long)seen.Left + Left, seen.Width, imageWidth, ResizedWidth);
        (int y, int height) = Map((long)seen.Top + Top, seen.Height, imageHeight, ResizedHeight);
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
