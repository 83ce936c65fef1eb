namespace NetInsight.Synthesis.Transformations;

/// <summary>
/// From a position of a transformed image to the position of the original that it shows: row' = A row + B column + C,
/// column' = D row + E column + F, in pixels from the centre of the first one.
/// </summary>
internal readonly record struct AffineMap(double A, double B, double C, double D, double E, double F)
{
    /// <summary>A shift.</summary>
    public static AffineMap Shift(double down, double right) => new(1, 0, down, 0, 1, right);

    /// <summary>A map about the centre of an image: a matrix and no shift.</summary>
    public static AffineMap About(double centreRow, double centreColumn, double a, double b, double d, double e) => new(
        a, b, centreRow - a * centreRow - b * centreColumn, d, e, centreColumn - d * centreRow - e * centreColumn);

    /// <summary>From a rectangle of the original to an image of a size: pixels' areas are scaled (half-pixel centres).</summary>
    public static AffineMap Box(double top, double left, double boxHeight, double boxWidth, int height, int width)
    {
        double down = boxHeight / height, right = boxWidth / width;
        return new AffineMap(down, 0, top + (down - 1) / 2, 0, right, left + (right - 1) / 2);
    }

    /// <summary>The map of a transformation of a transformed image: first <paramref name="next"/>, then this one.</summary>
    public AffineMap After(AffineMap next) => new(
        A * next.A + B * next.D, A * next.B + B * next.E, A * next.C + B * next.F + C,
        D * next.A + E * next.D, D * next.B + E * next.E, D * next.C + E * next.F + F);
}
